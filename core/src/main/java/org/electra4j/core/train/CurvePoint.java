package org.electra4j.core.train;

/**
 * One row of a run's curve: means over the steps since the row before.
 *
 * @param step updates done at the end of the window
 * @param total what is minimised
 * @param maskedLm masked-LM loss in nats
 * @param prediction loss of what the main network is asked otherwise, in nats
 * @param gradientNorm mean global norm before clipping
 * @param learningRate of the window's last update
 * @param replaced share of tokens that were replaced by another token
 */
public record CurvePoint(long step, double total, double maskedLm, double prediction, double gradientNorm, double learningRate,
    double replaced) {}
