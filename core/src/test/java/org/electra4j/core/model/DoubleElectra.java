package org.electra4j.core.model;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.electra4j.core.data.Batch;
import org.electra4j.core.nn.EncoderConfig;
import org.electra4j.core.objective.CorruptedBatch;
import org.electra4j.core.objective.MaskedBatch;
import org.electra4j.core.objective.Prediction;
import org.electra4j.core.objective.Replacement;
import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;
import org.electra4j.core.tensor.Tensor;
import org.electra4j.simd.DropoutMask;
import org.electra4j.simd.VectorOps;
import org.electra4j.simd.WorkerPool;

/** What the losses mean: forward only, double precision, plain loops; the judge of every hand-written gradient. */
public final class DoubleElectra {
  private static final double EPSILON = 1e-12;

  private final ElectraConfig config;
  private final Map<String, double[]> parameters;
  private final Draws draws;
  private final WorkerPool workers;

  /** With draws null nothing is dropped; else what training drops at these draws. */
  public DoubleElectra(ElectraConfig config, Map<String, double[]> parameters, Draws draws, WorkerPool workers) {
    this.config = config;
    this.parameters = parameters;
    this.draws = draws;
    this.workers = workers;
  }

  double maskedLmLoss(MaskedBatch masked) {
    double loss = 0;
    double[][] logits = generatorLogits(masked);
    for (int draw = 0; draw < masked.draws(); draw++) {
      loss += logSumExp(logits[draw]) - logits[draw][masked.targets()[draw]];
    }
    return loss / masked.place().draws();
  }

  /** Of each draw: [draws][vocabulary]. */
  double[][] generatorLogits(MaskedBatch masked) {
    EncoderConfig size = config.generator();
    return words("generator", size, encoder(size, "generator", masked.maskedIds(), masked.batch(), Purpose.GENERATOR_DROPOUT),
        masked.positions());
  }

  /** Hidden states that the generator's head reads at each draw: [draws][hidden]. */
  double[][] generatorHidden(MaskedBatch masked) {
    EncoderConfig size = config.generator();
    double[] hidden = encoder(size, "generator", masked.maskedIds(), masked.batch(), Purpose.GENERATOR_DROPOUT);
    return Arrays.stream(masked.positions())
        .mapToObj(row -> Arrays.copyOfRange(hidden, row * size.hiddenSize(), (row + 1) * size.hiddenSize())).toArray(double[][]::new);
  }

  /** What a token was drawn from, as logarithms: the softmax at its temperature, without the original where that is ruled out. */
  double[][] logDistribution(MaskedBatch masked) {
    double[][] logits = generatorLogits(masked);
    for (int draw = 0; draw < logits.length; draw++) {
      for (int id = 0; id < logits[draw].length; id++) {
        logits[draw][id] /= config.replacement().temperature();
      }
      if (config.replacement().correct() == Replacement.Correct.DISALLOWED) {
        logits[draw][masked.targets()[draw]] = Double.NEGATIVE_INFINITY;
      }
      double sum = logSumExp(logits[draw]);
      for (int id = 0; id < logits[draw].length; id++) {
        logits[draw][id] -= sum;
      }
    }
    return logits;
  }

  private double[][] words(String network, EncoderConfig size, double[] hidden, int[] rows) {
    double[] word = parameter(network, "embeddings/word");
    int width = size.embeddingSize();
    double[][] all = new double[rows.length][];
    for (int draw = 0; draw < rows.length; draw++) {
      double[] x = Arrays.copyOfRange(hidden, rows[draw] * size.hiddenSize(), (rows[draw] + 1) * size.hiddenSize());
      x = norm(gelu(dense(x, 1, network, "head/dense")), width, network, "head/norm");
      double[] logits = parameter(network, "head/bias").clone();
      for (int id = 0; id < logits.length; id++) {
        for (int column = 0; column < width; column++) {
          logits[id] += x[column] * word[id * width + column];
        }
      }
      all[draw] = logits;
    }
    return all;
  }

  /** Whatever the main network is asked. */
  double predictionLoss(MaskedBatch masked, CorruptedBatch corrupted) {
    return switch (config.objective().prediction()) {
      case Prediction.ReplacedTokenDetection _ -> discriminatorLoss(masked, corrupted);
      case Prediction.MaskedLanguageModel(boolean nextSentence) -> namingLoss(masked, corrupted)
          + (nextSentence ? nextSentenceLoss(masked) : 0);
      case Prediction.ReplaceMlm _ -> namingLoss(masked, corrupted);
      case Prediction.AllTokensMlm _ -> allTokensLoss(masked, corrupted);
    };
  }

  private double namingLoss(MaskedBatch masked, CorruptedBatch corrupted) {
    double[] hidden = encoder(config.main(), "main", corrupted.batch().ids(), masked.batch(), Purpose.MAIN_DROPOUT);
    double[][] logits = words("main", config.main(), hidden, masked.positions());
    double loss = 0;
    for (int draw = 0; draw < masked.draws(); draw++) {
      loss += logSumExp(logits[draw]) - logits[draw][masked.targets()[draw]];
    }
    return loss / masked.place().draws();
  }

  private double allTokensLoss(MaskedBatch masked, CorruptedBatch corrupted) {
    Batch batch = masked.batch();
    int[] rows = tokens(batch);
    int width = config.hiddenSize();
    double[] hidden = encoder(config.main(), "main", corrupted.batch().ids(), batch, Purpose.MAIN_DROPOUT);
    double[][] logits = words("main", config.main(), hidden, rows);
    double loss = 0;
    for (int draw = 0; draw < rows.length; draw++) {
      int original = batch.ids()[rows[draw]];
      double gate = dense(Arrays.copyOfRange(hidden, rows[draw] * width, (rows[draw] + 1) * width), 1, "main", "head/gate")[0];
      double copy = 1 / (1 + Math.exp(-gate));
      double generated = Math.exp(logits[draw][original] - logSumExp(logits[draw]));
      loss -= Math.log((corrupted.batch().ids()[rows[draw]] == original ? copy : 0) + (1 - copy) * generated);
    }
    return loss / masked.place().tokens();
  }

  private double nextSentenceLoss(MaskedBatch masked) {
    Batch batch = masked.batch();
    int width = config.hiddenSize();
    double[] hidden = encoder(config.main(), "main", masked.maskedIds(), batch, Purpose.MAIN_DROPOUT);
    double loss = 0;
    for (int example = 0; example < batch.size(); example++) {
      int from = example * batch.length() * width;
      double[] pooled = dense(Arrays.copyOfRange(hidden, from, from + width), 1, "main", "head/next_sentence/pooler");
      double logit = dense(Arrays.stream(pooled).map(Math::tanh).toArray(), 1, "main", "head/next_sentence/logit")[0];
      loss += Math.log1p(Math.exp(batch.falseNeighbours()[example] ? -logit : logit));
    }
    return loss / batch.size();
  }

  private static int[] tokens(Batch batch) {
    return IntStream.range(0, batch.ids().length).filter(row -> row % batch.length() < batch.lengths()[row / batch.length()]).toArray();
  }

  double discriminatorLoss(MaskedBatch masked, CorruptedBatch corrupted) {
    double[] losses = tokenLosses(masked, corrupted);
    boolean maskedOnly = config.objective().prediction() instanceof Prediction.ReplacedTokenDetection(Prediction.Judged judged)
        && judged == Prediction.Judged.MASKED_TOKENS;
    Set<Integer> positions = Arrays.stream(masked.positions()).boxed().collect(Collectors.toSet());
    double loss = 0;
    for (int row : tokens(masked.batch())) {
      boolean hit = positions.contains(row) && !corrupted.replaced()[row];
      if ((!maskedOnly || positions.contains(row)) && !(hit && config.replacement().correct() == Replacement.Correct.EXCLUDED)) {
        loss += losses[row];
      }
    }
    return loss / (maskedOnly ? positions.size() : masked.place().tokens());
  }

  /** Of each position: -log of the probability of the truth. */
  double[] tokenLosses(MaskedBatch masked, CorruptedBatch corrupted) {
    Batch batch = masked.batch();
    double[] hidden = encoder(config.main(), "main", corrupted.batch().ids(), batch, Purpose.MAIN_DROPOUT);
    int rows = batch.size() * batch.length();
    double[] logits = dense(gelu(dense(hidden, rows, "main", "head/dense")), rows, "main", "head/logit");
    double[] losses = new double[rows];
    for (int row : tokens(batch)) {
      losses[row] = Math.log1p(Math.exp((corrupted.replaced()[row] ? -1 : 1) * logits[row]));
    }
    return losses;
  }

  /** Of a classifier on the main network, whose dropout has the encoder's rate: [batch.size * outputs]. */
  public double[] classifierLogits(Batch batch) {
    int width = config.hiddenSize();
    double[] hidden = encoder(config.main(), "main", batch.ids(), batch, Purpose.MAIN_DROPOUT);
    double[] first = new double[batch.size() * width];
    for (int example = 0; example < batch.size(); example++) {
      System.arraycopy(hidden, example * batch.length() * width, first, example * width, width);
    }
    return dense(dropped(first, width, Purpose.CLASSIFIER_DROPOUT, 0), batch.size(), "classifier", "dense");
  }

  private double[] encoder(EncoderConfig size, String network, int[] ids, Batch batch, Purpose purpose) {
    int rows = ids.length;
    int width = size.embeddingSize();
    double[] word = parameter(network, "embeddings/word");
    double[] position = parameter(network, "embeddings/position");
    double[] segment = parameter(network, "embeddings/segment");
    double[] x = new double[rows * width];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < width; column++) {
        x[row * width + column] = word[ids[row] * width + column] + position[row % batch.length() * width + column]
            + segment[batch.segmentIds()[row] * width + column];
      }
    }
    x = dropped(norm(x, width, network, "embeddings/norm"), width, purpose, 0);
    if (size.projected()) {
      x = dense(x, rows, network, "projection");
    }
    int hidden = size.hiddenSize();
    for (int layer = 0; layer < size.layers(); layer++) {
      String name = "layer/" + layer;
      int site = 16 + 3 * layer;
      double[] attended = attention(size, network, name, x, batch, purpose, site);
      double[] branch = dropped(dense(attended, rows, network, name + "/attention/output"), hidden, purpose, site + 1);
      x = norm(sum(x, branch), hidden, network, name + "/attention/norm");
      double[] inner = gelu(dense(x, rows, network, name + "/feed_forward/in"));
      branch = dropped(dense(inner, rows, network, name + "/feed_forward/out"), hidden, purpose, site + 2);
      x = norm(sum(x, branch), hidden, network, name + "/feed_forward/norm");
    }
    return x;
  }

  private double[] attention(EncoderConfig size, String network, String layer, double[] x, Batch batch, Purpose purpose, int site) {
    int length = batch.length();
    int hidden = size.hiddenSize();
    int headSize = size.headSize();
    int rows = batch.size() * length;
    double[] qkv = dense(x, rows, network, layer + "/attention/query_key_value");
    double[] kept = multipliers(batch.size() * size.heads() * length, length, purpose, site);
    double[] context = new double[rows * hidden];
    for (int example = 0; example < batch.size(); example++) {
      int keys = batch.lengths()[example];
      for (int head = 0; head < size.heads(); head++) {
        for (int query = 0; query < keys; query++) {
          double[] scores = new double[keys];
          int queryAt = (example * length + query) * 3 * hidden + head * headSize;
          for (int key = 0; key < keys; key++) {
            int keyAt = (example * length + key) * 3 * hidden + hidden + head * headSize;
            for (int i = 0; i < headSize; i++) {
              scores[key] += qkv[queryAt + i] * qkv[keyAt + i] / Math.sqrt(headSize);
            }
          }
          double logSumExp = logSumExp(scores);
          int row = (example * size.heads() + head) * length + query;
          for (int key = 0; key < keys; key++) {
            double probability = Math.exp(scores[key] - logSumExp) * kept[row * length + key];
            for (int i = 0; i < headSize; i++) {
              context[(example * length + query) * hidden + head * headSize + i] +=
                  probability * qkv[(example * length + key) * 3 * hidden + 2 * hidden + head * headSize + i];
            }
          }
        }
      }
    }
    return context;
  }

  private double[] dense(double[] x, int rows, String network, String name) {
    double[] weight = parameter(network, name + "/weight");
    double[] bias = parameter(network, name + "/bias");
    int out = bias.length;
    int in = weight.length / out;
    double[] y = new double[rows * out];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < out; column++) {
        double sum = bias[column];
        for (int p = 0; p < in; p++) {
          sum += x[row * in + p] * weight[p * out + column];
        }
        y[row * out + column] = sum;
      }
    }
    return y;
  }

  private double[] norm(double[] x, int width, String network, String name) {
    double[] scale = parameter(network, name + "/scale");
    double[] shift = parameter(network, name + "/shift");
    double[] y = new double[x.length];
    for (int from = 0; from < x.length; from += width) {
      double mean = Arrays.stream(x, from, from + width).average().orElseThrow();
      double variance = Arrays.stream(x, from, from + width).map(value -> (value - mean) * (value - mean)).average().orElseThrow();
      for (int i = 0; i < width; i++) {
        y[from + i] = (x[from + i] - mean) / Math.sqrt(variance + EPSILON) * scale[i] + shift[i];
      }
    }
    return y;
  }

  private double[] dropped(double[] x, int width, Purpose purpose, int site) {
    double[] kept = multipliers(x.length / width, width, purpose, site);
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] * kept[i];
    }
    return y;
  }

  /** What the kernels multiply with: dropout of a matrix of ones. */
  private double[] multipliers(int rows, int columns, Purpose purpose, int site) {
    double[] kept = new double[rows * columns];
    Arrays.fill(kept, 1);
    if (draws != null) {
      try (Arena arena = Arena.ofConfined()) {
        Tensor ones = Tensor.allocate(arena, rows, columns);
        for (int row = 0; row < rows; row++) {
          for (int column = 0; column < columns; column++) {
            ones.set(row, column, 1);
          }
        }
        DropoutMask mask = draws.dropout(purpose, site, (float) config.dropout(), 0);
        try (WorkerPool alone = new WorkerPool(1)) {
          VectorOps.dropout(alone, rows, columns, mask, ones.segment(), ones.segment());
        }
        for (int i = 0; i < kept.length; i++) {
          kept[i] = ones.get(i / columns, i % columns);
        }
      }
    }
    return kept;
  }

  /** The generator's own parameter where there is one, else the main network's, which it then shares. */
  private double[] parameter(String network, String name) {
    double[] own = parameters.get(network + "/" + name);
    return own != null ? own : parameters.get("main/" + name);
  }

  private static double[] sum(double[] x, double[] y) {
    double[] z = x.clone();
    for (int i = 0; i < z.length; i++) {
      z[i] += y[i];
    }
    return z;
  }

  private static double logSumExp(double[] values) {
    double max = Arrays.stream(values).max().orElseThrow();
    return max + Math.log(Arrays.stream(values).map(value -> Math.exp(value - max)).sum());
  }

  private static double[] gelu(double[] x) {
    return Arrays.stream(x).map(value -> 0.5 * value * (1 + erf(value / Math.sqrt(2)))).toArray();
  }

  /** Maclaurin's series below 3, where it loses at most four digits to cancellation; beyond, a continued fraction of the complement. */
  private static double erf(double x) {
    double magnitude = Math.abs(x);
    if (magnitude < 3) {
      double term = x;
      double sum = x;
      for (int n = 1; n < 100; n++) {
        term *= -x * x / n;
        sum += term / (2 * n + 1);
      }
      return 2 / Math.sqrt(Math.PI) * sum;
    }
    double fraction = 0;
    for (int n = 60; n >= 1; n--) {
      fraction = n / 2.0 / (magnitude + fraction);
    }
    double complement = Math.exp(-x * x) / Math.sqrt(Math.PI) / (magnitude + fraction);
    return Math.signum(x) * (1 - complement);
  }
}
