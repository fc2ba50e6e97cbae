package org.electra4j.experiments.run;

import java.nio.file.Path;
import org.electra4j.core.data.DocumentReader;
import org.electra4j.core.data.DocumentSource;
import org.electra4j.core.data.JdkProse;
import org.electra4j.experiments.terminal.Progress;

/**
 * The text of a run.
 *
 * @param documents all of them, held-out ones included
 * @param prose the built-in corpus; null where the text is the user's own
 */
public record Corpus(DocumentSource documents, JdkProse prose) {

  /**
   * What a text is known by: the same for the same documents, whatever the files they stand in.
   *
   * @param checksum SHA-256 of all lines
   * @param documents number of documents
   */
  public record Fingerprint(String checksum, long documents) {}

  /** The user's own text, or the built-in corpus where {@code path} is null. */
  public static Corpus open(Path path, Path srcZip, Path cache) {
    if (path != null) {
      return new Corpus(DocumentReader.of(path), null);
    }
    JdkProse prose = JdkProse.open(srcZip, cache);
    return new Corpus(prose.documents(), prose);
  }

  /** What it is, for messages and rows. */
  public String description() {
    return documents.description();
  }

  /** Reads all of it once. */
  Fingerprint fingerprint(Progress progress, StopRequest stop) {
    Checksum checksum = new Checksum();
    long[] count = {0};
    documents.forEachDocument(lines -> {
      stop.check();
      lines.forEach(checksum::line);
      checksum.line("");
      progress.at(++count[0]);
    });
    return new Fingerprint(checksum.hexadecimal(), count[0]);
  }
}
