package org.electra4j.experiments.run;

import java.nio.file.Path;
import java.util.SequencedMap;
import org.electra4j.core.data.PackedDataset;
import org.electra4j.core.objective.SpecialTokens;
import org.electra4j.core.text.TextNormalizer;
import org.electra4j.core.text.Vocabulary;
import org.electra4j.core.text.WordPieceTokenizer;

/**
 * A text ready for training, open.
 *
 * @param corpus it was made from
 * @param vocabulary given or trained
 * @param normalizer that goes with it
 * @param training examples to train on
 * @param heldOut examples of the documents that are kept from training
 * @param folder where all of it is kept
 */
public record PreparedData(Corpus corpus, Vocabulary vocabulary, TextNormalizer normalizer, PackedDataset training, PackedDataset heldOut,
    Path folder) implements AutoCloseable {

  /** Text to word pieces of this vocabulary. */
  public WordPieceTokenizer tokenizer() {
    return new WordPieceTokenizer(vocabulary, normalizer);
  }

  /** Ids that masking treats in a way of their own. */
  public SpecialTokens special() {
    return SpecialTokens.of(vocabulary);
  }

  /** Defines the run of this configuration and seed on this data. */
  public RunSpec spec(SequencedMap<String, String> settings, String tasksChecksum, long seed) {
    return new RunSpec(settings, training.checksum(), heldOut.checksum(), vocabulary.checksum(), tasksChecksum, seed);
  }

  @Override
  public void close() {
    training.close();
    heldOut.close();
  }
}
