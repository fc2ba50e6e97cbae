package org.electra4j.experiments;

import java.nio.file.Path;
import org.electra4j.experiments.run.Corpus;
import org.electra4j.experiments.run.Surroundings;
import picocli.CommandLine.Option;

/** Which text, and where prepared data is kept. */
final class CorpusOptions {
  @Option(names = "--corpus", paramLabel = "PATH", order = 1, description = {
      "Your text: a file, or a folder of .txt and .txt.gz files; UTF-8, a blank line between documents.",
      "Without it: the documentation in the JDK's own sources (src.zip). Every twentieth document is held out."})
  Path corpus;

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
    return Corpus.open(corpus, srcZip, cache(around));
  }
}
