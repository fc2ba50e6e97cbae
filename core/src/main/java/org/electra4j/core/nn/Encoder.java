package org.electra4j.core.nn;

import java.util.ArrayList;
import java.util.List;
import org.electra4j.core.data.Batch;
import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;
import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.DropoutMask;

/** Embeddings, projection, layers: token ids in, hidden states out. Owns its activations; several may stand over the same weights. */
public final class Encoder {
  private final EncoderConfig size;
  private final Purpose purpose;
  private final int maxExamples;
  private final int maxLength;
  private final Embeddings embeddings;
  private final Dense projection;
  private final List<TransformerLayer> layers = new ArrayList<>();
  private final BackwardScratch scratch;
  /** Hidden states that enter the first layer: [rows, hidden]; the embeddings' own buffer where nothing is projected. */
  private final Tensor projected;
  /** Gradient of the embeddings' output: [rows, embedding]; null where nothing is projected. */
  private final Tensor dEmbedded;
  private Batch batch;
  private DropoutMask embeddingDropout;
  private final List<LayerDropout> layerDropouts = new ArrayList<>();

  /**
   * An encoder for batches of at most maxExamples x maxLength positions.
   *
   * @param purpose what its dropout draws are for
   * @throws IllegalArgumentException if maxLength exceeds the position table
   */
  public Encoder(EncoderConfig size, EncoderWeights weights, Workspace space, int maxExamples, int maxLength, Purpose purpose) {
    if (maxLength > size.maxPositions()) {
      throw new IllegalArgumentException("length %d exceeds the position table's %d rows".formatted(maxLength, size.maxPositions()));
    }
    this.size = size;
    this.purpose = purpose;
    this.maxExamples = maxExamples;
    this.maxLength = maxLength;
    int rows = maxExamples * maxLength;
    embeddings = new Embeddings(weights.embeddings(), space, rows);
    projection = size.projected() ? new Dense(weights.projection(), space.workers()) : null;
    projected = size.projected() ? space.tensor(rows, size.hiddenSize()) : embeddings.output();
    dEmbedded = size.projected() ? space.tensor(rows, size.embeddingSize()) : null;
    for (LayerWeights layer : weights.layers()) {
      layers.add(new TransformerLayer(size, layer, space, maxExamples, maxLength));
    }
    scratch = BackwardScratch.allocate(size, space, rows);
  }

  /**
   * Hidden states of every position, [batch.size * batch.length, hidden]: a buffer of this encoder, valid until its next forward.
   *
   * @param firstExample place of the batch's first example in the whole batch: addresses the dropout draws
   * @param training whether to drop anything
   */
  public Tensor forward(Batch batch, Draws draws, long firstExample, boolean training) {
    if (batch.size() > maxExamples || batch.length() > maxLength) {
      throw new IllegalArgumentException("batch of %d examples of %d positions, expected at most %d of %d"
          .formatted(batch.size(), batch.length(), maxExamples, maxLength));
    }
    this.batch = batch;
    embeddingDropout = draws.dropout(purpose, 0, training ? size.dropout() : 0f, firstExample * batch.length());
    layerDropouts.clear();
    Tensor hidden = embeddings.forward(batch, embeddingDropout);
    if (projection != null) {
      projection.forward(batch.size() * batch.length(), hidden, projected);
      hidden = projected;
    }
    for (int index = 0; index < layers.size(); index++) {
      LayerDropout dropout = LayerDropout.of(size, draws, purpose, index, firstExample, batch.length(), training);
      layerDropouts.add(dropout);
      hidden = layers.get(index).forward(batch, dropout, hidden);
    }
    return hidden;
  }

  /** Backward of the last forward: dHidden [rows, hidden] is used up, parameter gradients are added to. */
  public void backward(Tensor dHidden) {
    for (int index = layers.size() - 1; index >= 0; index--) {
      Tensor x = index == 0 ? projected : layers.get(index - 1).output();
      layers.get(index).backward(batch, layerDropouts.get(index), x, dHidden, scratch);
    }
    Tensor dOutput = dHidden;
    if (projection != null) {
      projection.backward(batch.size() * batch.length(), embeddings.output(), dHidden, dEmbedded);
      dOutput = dEmbedded;
    }
    embeddings.backward(batch, embeddingDropout, dOutput);
  }
}
