package org.electra4j.experiments;

import java.nio.file.Path;
import org.electra4j.core.data.DocumentReader;
import org.electra4j.experiments.run.Corpus;
import org.electra4j.experiments.run.Surroundings;
import picocli.CommandLine.Option;

/** Which text, and where prepared data is kept. */
final class CorpusOptions {
  @Option(names = "--corpus", paramLabel = "PATH", order = 1, description = {
      "Your text in UTF-8: a file, a folder, or - for standard input. Read are .txt (a blank line between documents), .jsonl (an object "
          + "with a text on each line), what WikiExtractor writes, all these also packed (.gz, .zst), and .parquet.",
      "Without it: the documentation in the JDK's own sources (src.zip). Every twentieth document is held out."})
  Path corpus;

  @Option(names = "--text-field", paramLabel = "NAME", defaultValue = DocumentReader.TEXT_FIELD, order = 2,
      description = "What the text is called in JSON lines and Parquet files. Default: ${DEFAULT-VALUE}.")
  private String textField;

  @Option(names = "--src-zip", paramLabel = "FILE", order = 30,
      description = "The JDK's src.zip, if the JDK that runs this has none.")
  Path srcZip;

  @Option(names = "--cache", paramLabel = "DIR", order = 31, description = {
      "Where vocabularies and packed examples are kept, so that they are made once.",
      "Default: $$XDG_CACHE_HOME/electra4j or ~/.cache/electra4j."})
  Path cache;

  /** The folder to keep data in. */
  Path cache(Surroundings around) {
    return cache == null ? around.userCache() : cache;
  }

  /** The corpus, found and opened. */
  Corpus open(Surroundings around) {
    return Corpus.open(corpus, textField, srcZip, cache(around));
  }
}
