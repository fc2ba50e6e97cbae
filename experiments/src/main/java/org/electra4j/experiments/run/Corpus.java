package org.electra4j.experiments.run;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.electra4j.core.data.DocumentReader;
import org.electra4j.core.data.DocumentSource;
import org.electra4j.core.data.JdkProse;
import org.electra4j.core.files.AtomicFile;
import org.electra4j.experiments.terminal.Progress;

/**
 * The text of a run.
 *
 * @param documents all of them, held-out ones included
 * @param prose the built-in corpus; null where the text is the user's own
 */
public record Corpus(DocumentSource documents, JdkProse prose) {
  private static final System.Logger LOG = System.getLogger(Corpus.class.getName());

  /**
   * What a text is known by: the same for the same documents, whatever the files they stand in.
   *
   * @param checksum SHA-256 of all lines
   * @param documents number of documents
   */
  public record Fingerprint(String checksum, long documents) {
    private static final Pattern KEPT = Pattern.compile("electra4j text 1 (\\p{XDigit}{64}) (\\d{1,18})\n");

    /** What {@link #write} left in a file; null if there is nothing of that kind. */
    static Fingerprint read(Path file) {
      try {
        Matcher kept = KEPT.matcher(Files.readString(file));
        return kept.matches() ? new Fingerprint(kept.group(1), Long.parseLong(kept.group(2))) : null;
      } catch (IOException e) {
        return null;
      }
    }

    /** Keeps it for the next time; a cache that cannot be written says so where its larger files are. */
    void write(Path file) {
      try {
        AtomicFile.write(file, "electra4j text 1 %s %d\n".formatted(checksum, documents).getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "{0} cannot be written ({1}): the text will be read again", file, e);
      }
    }
  }

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
