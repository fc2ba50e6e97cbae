package org.electra4j.experiments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A text, a GLUE folder and settings that are large enough to go through every part of a sweep, and small enough for seconds. */
public final class SmallCorpus {
  private static final String[] WORDS = ("the a small large old new river stone bird house tree road light water walks sees finds leaves "
      + "under over beside with without slowly quickly never always morning evening winter summer").split(" ");
  private static final int DOCUMENTS = 60;
  private static final int LINES = 4;
  private static final int WORDS_PER_LINE = 9;

  /** A model of one layer of 16. */
  public static final String[] SETTINGS = {"--set", "vocabularySize=120", "--set", "embeddingSize=16", "--set", "hiddenSize=16", "--set",
      "layers=1", "--set", "headSize=8", "--set", "minimumHeads=2", "--set", "maxPositions=24", "--set", "length=16", "--set",
      "batchSize=4", "--set",
      "microBatch=2", "--set", "evaluationExamples=12", "--set", "logEvery=5", "--steps", "12"};

  private SmallCorpus() {}

  /** The same for so many steps. */
  static List<String> settings(int steps) {
    List<String> all = new ArrayList<>(List.of(SETTINGS));
    all.set(all.size() - 1, Integer.toString(steps));
    return all;
  }

  /** A file with the text. */
  public static Path text(Path folder) throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    StringBuilder text = new StringBuilder();
    for (int document = 0; document < DOCUMENTS; document++) {
      for (int line = 0; line < LINES; line++) {
        text.append(sentence(random)).append('\n');
      }
      text.append('\n');
    }
    return Files.writeString(folder.resolve("corpus.txt"), text);
  }

  private static String sentence(SplittableRandom random) {
    StringBuilder line = new StringBuilder();
    for (int word = 0; word < WORDS_PER_LINE; word++) {
      line.append(word == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
    }
    return line.append('.').toString();
  }

  /** A folder with RTE in GLUE's layout. */
  public static Path glue(Path folder) throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    Path rte = Files.createDirectories(folder.resolve("glue").resolve("RTE"));
    for (String part : new String[] {"train", "dev"}) {
      StringBuilder rows = new StringBuilder("index\tsentence1\tsentence2\tlabel\n");
      for (int i = 0; i < 24; i++) {
        rows.append(i).append('\t').append(sentence(random)).append('\t').append(sentence(random)).append('\t')
            .append(i % 2 == 0 ? "entailment" : "not_entailment").append('\n');
      }
      Files.writeString(rte.resolve(part + ".tsv"), rows);
    }
    return rte.getParent();
  }
}
