package org.electra4j.core.train;

/**
 * Measured on held-out text, without dropout. Masked-LM figures are NaN where no generator is learned.
 *
 * @param maskedLmLoss nats per masked position
 * @param maskedLmAccuracy share of masked positions whose likeliest token is the original
 * @param discriminatorLoss nats per token
 * @param auc area under the ROC curve of replaced against original
 * @param precision of "replaced" at logit 0; NaN if it was never said
 * @param recall of "replaced" at logit 0
 * @param replaced share of tokens that were replaced by another token
 * @param tokens evaluated
 */
public record Evaluation(double maskedLmLoss, double maskedLmAccuracy, double discriminatorLoss, double auc, double precision,
    double recall, double replaced, long tokens) {}
