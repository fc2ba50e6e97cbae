package org.electra4j.core.predict;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.electra4j.core.data.Batch;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.model.ElectraForward;
import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.core.text.Vocabulary;
import org.electra4j.core.text.WordPieceTokenizer;
import org.electra4j.simd.WorkerPool;

/** A pre-trained model that is asked about text. The workers are the caller's; close it to free its memory. For one thread at a time. */
public final class TextModel implements AutoCloseable {
  /** [CLS] and [SEP]. */
  private static final int SPECIALS = 2;
  private static final int MOST_MASKS = 64;

  /**
   * A token, and what the model thinks of it.
   *
   * @param token as the vocabulary has it; a piece that continues a word begins with ##
   * @param probability that it was replaced, or that it is what a mask hides
   */
  public record ScoredToken(String token, double probability) {}

  private final WordPieceTokenizer tokenizer;
  private final Vocabulary vocabulary;
  private final int length;
  private final Arena arena;
  private final PretrainedWeights weights;
  private final ElectraForward forward;

  private TextModel(WordPieceTokenizer tokenizer, int length, Arena arena, PretrainedWeights weights, ElectraForward forward) {
    this.tokenizer = tokenizer;
    this.vocabulary = tokenizer.vocabulary();
    this.length = length;
    this.arena = arena;
    this.weights = weights;
    this.forward = forward;
  }

  /**
   * From a checkpoint; CheckpointException if it is damaged or of another configuration.
   *
   * @param length most positions that it was trained on; longer texts go through it in pieces
   */
  public static TextModel open(Path checkpoint, ElectraConfig config, WordPieceTokenizer tokenizer, int length, WorkerPool workers) {
    PretrainedWeights weights = PretrainedWeights.read(checkpoint, config);
    Arena arena = Arena.ofShared();
    try {
      ElectraForward forward = new ElectraForward(config, weights.weights(), new Workspace(arena, workers), 1, length,
          Math.min(length, MOST_MASKS));
      return new TextModel(tokenizer, length, arena, weights, forward);
    } catch (Throwable failure) {
      arena.close();
      weights.close();
      throw failure;
    }
  }

  /** Of each token of the text the probability that it was replaced; PredictException where the model was not trained to tell. */
  public List<ScoredToken> detect(String text) {
    if (!forward.detects()) {
      throw new PredictException("this model was not trained to tell replaced tokens: expected one with prediction "
          + "replaced-token-detection");
    }
    List<ScoredToken> scored = new ArrayList<>();
    for (int[] piece : pieces(tokenizer.encode(text))) {
      Tensor logits = forward.replacedLogits(batch(piece));
      for (int i = 0; i < piece.length; i++) {
        scored.add(new ScoredToken(vocabulary.token(piece[i]), 1 / (1 + StrictMath.exp(-logits.get(1 + i, 0)))));
      }
    }
    return scored;
  }

  /**
   * For each [MASK] in the text the likeliest tokens, the likeliest first.
   *
   * @param most how many of them
   * @throws PredictException for no mask, too many, a text longer than the model reads, or a model that fills nothing in
   */
  public List<List<ScoredToken>> fill(String text, int most) {
    if (!forward.fills()) {
      throw new PredictException("this model learned no generator, so nothing fills masks in: expected one with source learned");
    }
    int[] ids = masked(text);
    int[] rows = IntStream.range(0, ids.length).filter(i -> ids[i] == vocabulary.mask()).map(i -> i + 1).toArray();
    if (rows.length == 0 || rows.length > MOST_MASKS) {
      throw new PredictException("the text holds %s %d times: expected 1 to %d times".formatted(Vocabulary.MASK, rows.length, MOST_MASKS));
    }
    if (ids.length > length - SPECIALS) {
      throw new PredictException("the text has %d tokens: expected at most %d, which the model was trained on; shorten it"
          .formatted(ids.length, length - SPECIALS));
    }
    Tensor logits = forward.wordLogits(batch(ids), rows);
    return IntStream.range(0, rows.length).mapToObj(row -> likeliest(logits, row, most)).toList();
  }

  /** Token ids of a text in which [MASK] stands for a hidden token. */
  private int[] masked(String text) {
    List<int[]> parts = new ArrayList<>();
    for (String part : text.split(Pattern.quote(Vocabulary.MASK), -1)) {
      if (!parts.isEmpty()) {
        parts.add(new int[] {vocabulary.mask()});
      }
      parts.add(tokenizer.encode(part));
    }
    return parts.stream().flatMapToInt(Arrays::stream).toArray();
  }

  private List<ScoredToken> likeliest(Tensor logits, int row, int most) {
    int size = vocabulary.size();
    double highest = IntStream.range(0, size).mapToDouble(id -> logits.get(row, id)).max().orElseThrow();
    double sum = IntStream.range(0, size).mapToDouble(id -> StrictMath.exp(logits.get(row, id) - highest)).sum();
    return IntStream.range(0, size).boxed().sorted(Comparator.comparingDouble(id -> -logits.get(row, id))).limit(most)
        .map(id -> new ScoredToken(vocabulary.token(id), StrictMath.exp(logits.get(row, id) - highest) / sum)).toList();
  }

  /** The mean of the main network's last hidden states over the text's tokens, [hidden]; zeros for a text without any. */
  public float[] embed(String text) {
    float[] mean = null;
    int[] ids = tokenizer.encode(text);
    for (int[] piece : pieces(ids)) {
      Tensor hidden = forward.hiddenStates(batch(piece));
      mean = mean == null ? new float[hidden.columns()] : mean;
      for (int row = 1; row <= piece.length; row++) {
        for (int column = 0; column < mean.length; column++) {
          mean[column] += hidden.get(row, column) / ids.length;
        }
      }
    }
    return mean;
  }

  /** As many tokens as fit between [CLS] and [SEP] at a time; one piece without tokens where there are none. */
  private List<int[]> pieces(int[] ids) {
    int fit = length - SPECIALS;
    return IntStream.range(0, Math.max(1, Math.ceilDiv(ids.length, fit)))
        .mapToObj(piece -> Arrays.copyOfRange(ids, piece * fit, Math.min(ids.length, (piece + 1) * fit))).toList();
  }

  private Batch batch(int[] tokens) {
    int[] ids = new int[tokens.length + SPECIALS];
    ids[0] = vocabulary.classifier();
    System.arraycopy(tokens, 0, ids, 1, tokens.length);
    ids[ids.length - 1] = vocabulary.separator();
    return new Batch(1, ids.length, ids, new int[ids.length], new int[] {ids.length});
  }

  @Override
  public void close() {
    arena.close();
    weights.close();
  }
}
