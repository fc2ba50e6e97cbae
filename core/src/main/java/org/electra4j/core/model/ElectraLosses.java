package org.electra4j.core.model;

/**
 * Losses of a batch, or a part's share of the whole batch's; shares are added up.
 *
 * @param total what is minimised: the two losses, each times its weight
 * @param maskedLm mean cross-entropy at the masked positions, in nats, of the network that learns to fill them: the generator, or with
 *     prediction masked-language-model the main network; 0 where neither does
 * @param prediction what the main network is asked otherwise, in nats: mean binary cross-entropy of the tokens, or cross-entropy of their
 *     originals; with masked-language-model that of the next sentence where it is asked, else 0
 */
public record ElectraLosses(double total, double maskedLm, double prediction) {
  /** Nothing yet. */
  public static final ElectraLosses NONE = new ElectraLosses(0, 0, 0);

  /** Both together. */
  public ElectraLosses plus(ElectraLosses other) {
    return new ElectraLosses(total + other.total, maskedLm + other.maskedLm, prediction + other.prediction);
  }
}
