package org.electra4j.core.finetune;

import org.electra4j.core.model.ConfigException;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.optim.AdamWConfig;

/**
 * How a model is fine-tuned.
 *
 * @param dropout rate in the encoder, whatever it was in pre-training
 * @param learningRate peak
 * @param layerDecay factor of the rate per layer downwards; 1 for none
 * @param epochs over the training set; need not be whole
 * @param warmupShare of all steps
 * @param batchSize examples per step
 * @param length most positions per example; longer texts are cut
 * @param optimizer constants of AdamW
 * @param maxGradientNorm the global norm is clipped to this
 */
public record FineTuneConfig(double dropout, double learningRate, double layerDecay, double epochs, double warmupShare, int batchSize,
    int length, AdamWConfig optimizer, double maxGradientNorm) {
  /** Of every published size, in pre-training and in fine-tuning. */
  private static final double PUBLISHED_DROPOUT = 0.1;
  /** The published code's, for single texts and pairs alike. */
  private static final int PUBLISHED_LENGTH = 128;
  /** Three special tokens and one of each text. */
  private static final int SHORTEST = 5;
  private static final int BASE_WIDTH = 768;
  private static final int LARGE_WIDTH = 1024;

  /** Refuses what has no meaning, naming the key. */
  public FineTuneConfig {
    check(dropout >= 0 && dropout < 1, "dropout", dropout, "0 or more, below 1");
    check(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY, "learningRate", learningRate, "more than 0");
    check(layerDecay > 0 && layerDecay <= 1, "layerDecay", layerDecay, "more than 0, at most 1 (no decay)");
    check(epochs > 0 && epochs < Double.POSITIVE_INFINITY, "epochs", epochs, "more than 0");
    check(warmupShare >= 0 && warmupShare <= 1, "warmupShare", warmupShare, "0 to 1");
    check(batchSize >= 1, "batchSize", batchSize, "at least 1");
    check(length >= SHORTEST, "length", length, "at least " + SHORTEST);
    check(maxGradientNorm > 0, "maxGradientNorm", maxGradientNorm, "more than 0");
  }

  /**
   * The paper's table 7 for a model of this width (up to base, base, large), as docs/numerics.md explains under "Fine-tuning"; ten epochs
   * for RTE and STS-B, three for all else.
   *
   * @param task its name
   */
  public static FineTuneConfig published(String task, ElectraConfig model) {
    int width = model.hiddenSize();
    double learningRate = width < BASE_WIDTH ? 3e-4 : width < LARGE_WIDTH ? 1e-4 : 5e-5;
    double layerDecay = width < LARGE_WIDTH ? 0.8 : 0.9;
    double epochs = switch (task) {
      case "rte", "sts-b" -> 10;
      default -> 3;
    };
    AdamWConfig pretraining = AdamWConfig.PUBLISHED;
    AdamWConfig optimizer = new AdamWConfig(pretraining.beta1(), pretraining.beta2(), pretraining.epsilon(), 0);
    int length = Math.min(PUBLISHED_LENGTH, model.maxPositions());
    return new FineTuneConfig(PUBLISHED_DROPOUT, learningRate, layerDecay, epochs, 0.1, 32, length, optimizer, 1);
  }

  /** The same with another dropout rate. */
  public FineTuneConfig withDropout(double dropout) {
    return new FineTuneConfig(dropout, learningRate, layerDecay, epochs, warmupShare, batchSize, length, optimizer, maxGradientNorm);
  }

  /** The same with another peak rate. */
  public FineTuneConfig withLearningRate(double learningRate) {
    return new FineTuneConfig(dropout, learningRate, layerDecay, epochs, warmupShare, batchSize, length, optimizer, maxGradientNorm);
  }

  /** The same with another decay per layer. */
  public FineTuneConfig withLayerDecay(double layerDecay) {
    return new FineTuneConfig(dropout, learningRate, layerDecay, epochs, warmupShare, batchSize, length, optimizer, maxGradientNorm);
  }

  /** The same with another number of epochs. */
  public FineTuneConfig withEpochs(double epochs) {
    return new FineTuneConfig(dropout, learningRate, layerDecay, epochs, warmupShare, batchSize, length, optimizer, maxGradientNorm);
  }

  /** The same with another share of warm-up. */
  public FineTuneConfig withWarmupShare(double warmupShare) {
    return new FineTuneConfig(dropout, learningRate, layerDecay, epochs, warmupShare, batchSize, length, optimizer, maxGradientNorm);
  }

  /** The same with another batch. */
  public FineTuneConfig withBatchSize(int batchSize) {
    return new FineTuneConfig(dropout, learningRate, layerDecay, epochs, warmupShare, batchSize, length, optimizer, maxGradientNorm);
  }

  /** The same with another length. */
  public FineTuneConfig withLength(int length) {
    return new FineTuneConfig(dropout, learningRate, layerDecay, epochs, warmupShare, batchSize, length, optimizer, maxGradientNorm);
  }

  /** The same with another weight decay. */
  public FineTuneConfig withWeightDecay(double weightDecay) {
    AdamWConfig decayed = new AdamWConfig(optimizer.beta1(), optimizer.beta2(), optimizer.epsilon(), weightDecay);
    return new FineTuneConfig(dropout, learningRate, layerDecay, epochs, warmupShare, batchSize, length, decayed, maxGradientNorm);
  }

  /** Steps for so many training examples: batches of an epoch, the last one filled or not, times epochs, rounded down; at least 1. */
  public long steps(int examples) {
    return Math.max(1, (long) (Math.ceilDiv(examples, batchSize) * epochs));
  }

  private static void check(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new ConfigException("%s is %s: expected %s".formatted(key, value, expected));
    }
  }
}
