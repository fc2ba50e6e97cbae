package org.electra4j.core.train;

/**
 * Measured on held-out text, without dropout. NaN is a figure that the objective does not have.
 *
 * @param maskedLmLoss nats per masked position, of the network that fills in masks: the generator, or BERT's main network
 * @param maskedLmAccuracy share of masked positions whose likeliest token is the original, by the same network
 * @param predictionLoss nats of what the main network is asked otherwise: per token judged, position predicted, or pair of sentences
 * @param predictionAccuracy share of masked positions where the main network, reading replacements, names the original
 * @param auc area under the ROC curve of replaced against original
 * @param precision of "replaced" at logit 0; NaN also if it was never said
 * @param recall of "replaced" at logit 0
 * @param replaced share of tokens that were replaced by another token
 * @param nextSentenceAccuracy share of pairs that are rightly told to be neighbours or not
 * @param tokens evaluated
 */
public record Evaluation(double maskedLmLoss, double maskedLmAccuracy, double predictionLoss, double predictionAccuracy, double auc,
    double precision, double recall, double replaced, double nextSentenceAccuracy, long tokens) {}
