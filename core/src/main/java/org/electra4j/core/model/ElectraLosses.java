package org.electra4j.core.model;

/**
 * Losses of a batch, or a part's share of the whole batch's; shares are added up.
 *
 * @param total generatorWeight * maskedLm + discriminatorWeight * discriminator
 * @param maskedLm mean cross-entropy of the masked positions, in nats; 0 where no generator is learned
 * @param discriminator mean binary cross-entropy of all tokens, [CLS] and [SEP] included, in nats
 */
public record ElectraLosses(double total, double maskedLm, double discriminator) {
  /** Nothing yet. */
  public static final ElectraLosses NONE = new ElectraLosses(0, 0, 0);

  /** Both together. */
  public ElectraLosses plus(ElectraLosses other) {
    return new ElectraLosses(total + other.total, maskedLm + other.maskedLm, discriminator + other.discriminator);
  }
}
