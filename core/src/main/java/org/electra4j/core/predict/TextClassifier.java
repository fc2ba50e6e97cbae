package org.electra4j.core.predict;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.electra4j.core.data.Batch;
import org.electra4j.core.huggingface.ModelFolder;
import org.electra4j.core.model.SequenceHeadWeights;
import org.electra4j.core.nn.Dense;
import org.electra4j.core.nn.Encoder;
import org.electra4j.core.nn.EncoderConfig;
import org.electra4j.core.nn.EncoderWeights;
import org.electra4j.core.nn.ParameterPlan;
import org.electra4j.core.nn.Start;
import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;
import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.core.text.EncodedPair;
import org.electra4j.core.text.WordPieceTokenizer;
import org.electra4j.simd.Gelu;
import org.electra4j.simd.WorkerPool;

/**
 * A fine-tuned model in a folder of transformers' (ElectraForSequenceClassification), whoever wrote it. The workers are the caller's;
 * close it to free its memory. For one thread at a time.
 */
public final class TextClassifier implements AutoCloseable {
  private static final Draws NONE = new Draws(0, 0);
  private static final Start ANY = new Start.Published(0.02);

  /**
   * What it says of a text.
   *
   * @param labels in the order of their numbers; empty for a regression
   * @param scores the probability of each label, or the one value
   */
  public record Answer(List<String> labels, double[] scores) {
    /** The likeliest label; null for a regression. */
    public String label() {
      return labels.isEmpty() ? null
          : labels.get(IntStream.range(0, scores.length).reduce((a, b) -> scores[b] > scores[a] ? b : a).orElseThrow());
    }
  }

  private final Arena arena;
  private final WorkerPool workers;
  private final WordPieceTokenizer tokenizer;
  private final List<String> labels;
  private final int length;
  private final Encoder encoder;
  private final Dense dense;
  private final Dense output;
  private final Tensor transformed;
  private final Tensor logits;

  private TextClassifier(Path folder, Arena arena, WorkerPool workers) {
    this.arena = arena;
    this.workers = workers;
    labels = ModelFolder.labels(folder);
    tokenizer = new WordPieceTokenizer(ModelFolder.vocabulary(folder), ModelFolder.normalizer(folder));
    EncoderConfig size = ModelFolder.size(folder);
    length = Math.min(ModelFolder.maxLength(folder), size.maxPositions());
    ParameterPlan plan = new ParameterPlan();
    EncoderWeights weights = EncoderWeights.declare(plan, "main", size, ANY);
    SequenceHeadWeights head = SequenceHeadWeights.declare(plan, size.hiddenSize(), Math.max(1, labels.size()));
    plan.allocate(arena);
    ModelFolder.readClassifier(folder, weights, head);
    Workspace space = new Workspace(arena, workers);
    encoder = new Encoder(size, weights, space, 1, length, Purpose.MAIN_DROPOUT);
    dense = new Dense(head.dense(), workers);
    output = new Dense(head.output(), workers);
    transformed = space.tensor(1, size.hiddenSize());
    logits = space.tensor(1, head.output().weight().columns());
  }

  /** From a folder; ModelFolderException where it holds no such model. */
  public static TextClassifier open(Path folder, WorkerPool workers) {
    Arena arena = Arena.ofShared();
    try {
      return new TextClassifier(folder, arena, workers);
    } catch (Throwable failure) {
      arena.close();
      throw failure;
    }
  }

  /** Of a text, or of a pair where {@code second} is not null. What is too long is cut, of two texts the longer one first. */
  public Answer classify(String first, String second) {
    Tensor hidden = encoder.forward(batch(first, second), NONE, 0, false);
    dense.forward(1, hidden.rows(0, 1), transformed);
    Gelu.forward(workers, transformed.size(), transformed.segment(), transformed.segment());
    output.forward(1, transformed, logits);
    double[] scores = IntStream.range(0, logits.columns()).mapToDouble(label -> logits.get(0, label)).toArray();
    return new Answer(labels, labels.isEmpty() ? scores : softmax(scores));
  }

  private static double[] softmax(double[] logits) {
    double highest = Arrays.stream(logits).max().orElseThrow();
    double[] exponentials = Arrays.stream(logits).map(logit -> StrictMath.exp(logit - highest)).toArray();
    double sum = Arrays.stream(exponentials).sum();
    return Arrays.stream(exponentials).map(each -> each / sum).toArray();
  }

  private Batch batch(String first, String second) {
    EncodedPair pair = EncodedPair.of(tokenizer, first, second, length);
    int[] segments = new int[pair.ids().length];
    Arrays.fill(segments, pair.secondBegins(), segments.length, 1);
    return new Batch(1, segments.length, pair.ids(), segments, new int[] {segments.length});
  }

  @Override
  public void close() {
    arena.close();
  }
}
