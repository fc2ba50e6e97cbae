package org.electra4j.core.finetune;

import org.electra4j.core.optim.AdamWConfig;

/**
 * How a model is fine-tuned.
 *
 * @param learningRate peak
 * @param layerDecay factor of the rate per layer downwards; 1 for none
 * @param epochs over the training set
 * @param warmupShare of all steps
 * @param batchSize examples per step
 * @param length most positions per example; longer texts are cut
 * @param optimizer constants of AdamW
 * @param maxGradientNorm the global norm is clipped to this
 */
public record FineTuneConfig(double learningRate, double layerDecay, double epochs, double warmupShare, int batchSize, int length,
    AdamWConfig optimizer, double maxGradientNorm) {}
