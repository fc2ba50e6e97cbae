package org.electra4j.core.train;

import org.electra4j.core.optim.AdamWConfig;

/**
 * How a model is pre-trained: science only, nothing of the machine.
 *
 * @param length positions per example
 * @param batchSize examples per step
 * @param microBatch most examples that go through the networks at once; part of the configuration, since it decides an order of addition
 * @param steps updates in all
 * @param learningRate peak
 * @param warmupSteps steps until the warm-up is over
 * @param optimizer constants of AdamW
 * @param maxGradientNorm the joint global norm is clipped to this
 */
public record PretrainConfig(int length, int batchSize, int microBatch, long steps, double learningRate, double warmupSteps,
    AdamWConfig optimizer, double maxGradientNorm) {}
