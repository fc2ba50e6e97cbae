package org.electra4j.experiments;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.text.TextNormalizer;
import org.electra4j.core.text.Vocabulary;
import org.electra4j.experiments.run.Corpus;
import org.electra4j.experiments.run.DataPreparation;
import org.electra4j.experiments.run.Surroundings;
import org.electra4j.simd.WorkerPool;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a vocabulary. */
@Command(name = "vocab", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = "Trains a WordPiece vocabulary from text and writes it as vocab.txt, one word piece per line.",
    footer = {"",
        "The other commands do this by themselves where no --vocab is given.",
        "Held-out documents are not read.",
        "",
        "Examples:",
        "  electra vocab --corpus my-texts/ --size 8192 --out vocab.txt",
        "  electra pretrain --corpus my-texts/ --vocab vocab.txt"})
final class VocabCommand implements Callable<Integer> {
  private static final int LEAST = 100;

  private final Surroundings around;

  @Mixin
  private CorpusOptions corpus;

  @Option(names = "--size", paramLabel = "N", defaultValue = "8192", order = 2,
      description = "Word pieces at most, special tokens included. Default: ${DEFAULT-VALUE}.")
  private int size;

  @Option(names = "--out", paramLabel = "FILE", defaultValue = "vocab.txt", order = 3,
      description = "The file to write. Default: ${DEFAULT-VALUE}.")
  private Path out;

  @Option(names = "--cased", order = 4, description = {
      "Keep upper case and accents; then pre-train with --set lowerCase=false --set stripAccents=false."})
  private boolean cased;

  @Mixin
  private MachineOptions machine;

  VocabCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    if (size < LEAST) {
      throw new ConfigException("size is " + size + ": expected at least " + LEAST);
    }
    Corpus text = corpus.open(around);
    Banner banner = new Banner(around.terminal());
    banner.corpus(text);
    try (WorkerPool workers = machine.workers()) {
      Vocabulary vocabulary = new DataPreparation(around, corpus.cache(around), workers)
          .vocabulary(text, new TextNormalizer(!cased, !cased), size);
      vocabulary.write(out);
      banner.vocabulary(vocabulary);
      banner.say("written", out.toString());
    }
    return ExitCodes.DONE;
  }
}
