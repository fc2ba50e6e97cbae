package org.electra4j.core.train;

import org.electra4j.core.model.ElectraLosses;

/**
 * What one update measured.
 *
 * @param step updates done, this one included
 * @param losses of the whole batch
 * @param gradientNorm before clipping
 * @param learningRate of this update
 * @param tokens of the batch that are not padding
 * @param replaced share of those tokens that held another token than the original
 */
public record StepMetrics(long step, ElectraLosses losses, double gradientNorm, double learningRate, int tokens, double replaced) {}
