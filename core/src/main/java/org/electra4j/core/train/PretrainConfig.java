package org.electra4j.core.train;

import org.electra4j.core.model.ConfigException;
import org.electra4j.core.optim.AdamWConfig;

/**
 * How a model is pre-trained: science only, nothing of the machine.
 *
 * @param length positions per example
 * @param batchSize examples per step
 * @param microBatch most examples that go through the networks at once; part of the configuration, since it decides an order of addition
 * @param steps updates in all; 0 leaves a model as it begins, to be compared with those that learned
 * @param learningRate peak
 * @param warmupSteps steps until the warm-up is over
 * @param optimizer constants of AdamW
 * @param maxGradientNorm the joint global norm is clipped to this
 * @param shards parts of a batch whose gradients are added up as a tree, and so can be computed by as many processes; a power of two. Part
 *     of the configuration, since it decides an order of addition
 */
public record PretrainConfig(int length, int batchSize, int microBatch, long steps, double learningRate, double warmupSteps,
    AdamWConfig optimizer, double maxGradientNorm, int shards) {
  /** [CLS], a token, [SEP]. */
  private static final int SHORTEST = 3;
  /** Steps beyond are addresses of other draws. */
  private static final long MOST_STEPS = 1L << 40;

  /** Refuses what has no meaning, naming the key. */
  public PretrainConfig {
    check(length >= SHORTEST, "length", length, "at least " + SHORTEST + ", for [CLS], a token and [SEP]");
    check(batchSize >= 1, "batchSize", batchSize, "at least 1");
    check((long) batchSize * length <= Integer.MAX_VALUE, "batchSize * length", (long) batchSize * length,
        "at most " + Integer.MAX_VALUE + " positions");
    check(microBatch >= 1 && microBatch <= batchSize, "microBatch", microBatch, "1 to batchSize, which is " + batchSize);
    check(steps >= 0 && steps <= MOST_STEPS, "steps", steps, "0 to " + MOST_STEPS);
    check(learningRate > 0 && finite(learningRate), "learningRate", learningRate, "a number above 0");
    check(warmupSteps >= 0 && finite(warmupSteps), "warmupSteps", warmupSteps, "0 or more");
    check(optimizer.beta1() >= 0 && optimizer.beta1() < 1, "beta1", optimizer.beta1(), "0 or more, below 1");
    check(optimizer.beta2() >= 0 && optimizer.beta2() < 1, "beta2", optimizer.beta2(), "0 or more, below 1");
    check(optimizer.epsilon() > 0 && finite(optimizer.epsilon()), "epsilon", optimizer.epsilon(), "a number above 0");
    check(optimizer.weightDecay() >= 0 && finite(optimizer.weightDecay()), "weightDecay", optimizer.weightDecay(), "0 or more");
    check(shards >= 1 && Integer.bitCount(shards) == 1, "shards", shards, "a power of two such as 1, 2, 4");
    check(shards == 1 || batchSize % ((long) shards * microBatch) == 0, "batchSize", batchSize,
        "a multiple of shards * microBatch, which is " + (long) shards * microBatch);
    check(maxGradientNorm > 0 && finite(maxGradientNorm), "maxGradientNorm", maxGradientNorm, "a number above 0");
  }

  /** With one shard. */
  public PretrainConfig(int length, int batchSize, int microBatch, long steps, double learningRate, double warmupSteps,
      AdamWConfig optimizer, double maxGradientNorm) {
    this(length, batchSize, microBatch, steps, learningRate, warmupSteps, optimizer, maxGradientNorm, 1);
  }

  /** As published for ELECTRA-Small (paper, table 6): a million steps of 128 examples of 128 positions. */
  public static PretrainConfig small() {
    return new PretrainConfig(128, 128, 16, 1_000_000, 5e-4, 10_000, AdamWConfig.PUBLISHED, 1);
  }

  private static boolean finite(double number) {
    return number < Double.POSITIVE_INFINITY;
  }

  private static void check(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new ConfigException("%s is %s: expected %s".formatted(key, value, expected));
    }
  }
}
