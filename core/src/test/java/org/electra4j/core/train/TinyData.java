package org.electra4j.core.train;

import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.electra4j.core.data.DatasetSettings;
import org.electra4j.core.data.DatasetWriter;
import org.electra4j.core.data.Example;
import org.electra4j.core.data.PackedDataset;
import org.electra4j.core.data.Packing;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.model.ElectraSettings;
import org.electra4j.core.objective.SpecialTokens;
import org.electra4j.core.optim.AdamWConfig;

/** A language of 200 tokens, eight of them frequent, in which the others count upwards; models and a training for it. */
final class TinyData {
  static final SpecialTokens SPECIAL = new SpecialTokens(0, 1, 2, 3);
  static final int VOCABULARY = 200;
  static final int LENGTH = 16;
  static final ElectraConfig MODEL = ElectraConfig.tiny(VOCABULARY);
  /** Less of everything, where only the way through matters. */
  static final ElectraConfig TINIEST = ElectraSettings.apply(MODEL, Map.of("hiddenSize", "16", "embeddingSize", "8", "layers", "1"));
  /** Six examples in parts of four and two, so that what depends on the cut shows. */
  static final PretrainConfig CONFIG = new PretrainConfig(LENGTH, 6, 4, 50, 1e-3, 5, AdamWConfig.PUBLISHED, 1);
  private static final int FIRST_WORD = 4;
  private static final int FREQUENT = 8;
  private static final int TOPICS = 4;
  private static final int TOPIC_WORDS = 4;

  private TinyData() {}

  /** Writes and opens examples of chance lengths, one in three with a second segment. */
  static PackedDataset write(Path file, int examples, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    try (DatasetWriter writer = new DatasetWriter(file,
        new DatasetSettings(LENGTH, Packing.FULL, seed, VOCABULARY, "0".repeat(64), 0, 1, 2, 3))) {
      for (int example = 0; example < examples; example++) {
        writer.add(example(random, example % 4 == 0 ? 5 + random.nextInt(LENGTH - 4) : LENGTH, example % 3 == 0));
      }
      writer.commit();
    }
    return PackedDataset.open(file);
  }

  /**
   * Pairs for next-sentence prediction, in a language that is soon learned: every segment has a topic, every topic four words of its own,
   * drawn evenly. So words have an entropy of 2.64, and of ln 4 for whoever reads the others. Two topics are those of first segments and
   * their neighbours, two those of false ones.
   */
  static PackedDataset writePairs(Path file, int examples, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    try (DatasetWriter writer = new DatasetWriter(file,
        new DatasetSettings(LENGTH, Packing.PAIRS, seed, VOCABULARY, "0".repeat(64), 0, 1, 2, 3))) {
      for (int example = 0; example < examples; example++) {
        int[] ids = new int[example % 4 == 0 ? 10 + random.nextInt(LENGTH - 9) : LENGTH];
        int second = ids.length / 2;
        boolean falseNeighbours = random.nextBoolean();
        int topic = random.nextInt(TOPICS / 2);
        int other = falseNeighbours ? TOPICS / 2 + random.nextInt(TOPICS / 2) : topic;
        for (int position = 1; position < ids.length; position++) {
          ids[position] = FIRST_WORD + TOPIC_WORDS * (position < second ? topic : other) + random.nextInt(TOPIC_WORDS);
        }
        ids[0] = SPECIAL.classifier();
        ids[second - 1] = SPECIAL.separator();
        ids[ids.length - 1] = SPECIAL.separator();
        writer.add(new Example(ids, second, falseNeighbours));
      }
      writer.commit();
    }
    return PackedDataset.open(file);
  }

  private static Example example(SplittableRandom random, int length, boolean twoSegments) {
    int[] ids = new int[length];
    int word = random.nextInt(VOCABULARY - FIRST_WORD);
    for (int position = 1; position < length; position++) {
      word = (word + 1 + random.nextInt(3)) % (VOCABULARY - FIRST_WORD);
      ids[position] = FIRST_WORD + (random.nextInt(3) == 0 ? word : random.nextInt(FREQUENT));
    }
    int second = twoSegments ? length / 2 : length;
    ids[0] = SPECIAL.classifier();
    ids[second - 1] = SPECIAL.separator();
    ids[length - 1] = SPECIAL.separator();
    return new Example(ids, second);
  }
}
