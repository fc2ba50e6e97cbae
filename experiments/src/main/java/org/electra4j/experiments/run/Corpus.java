package org.electra4j.experiments.run;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.electra4j.core.data.DocumentReader;
import org.electra4j.core.data.DocumentSource;
import org.electra4j.core.data.JdkProse;
import org.electra4j.core.files.AtomicFile;
import org.electra4j.core.files.Sha256;
import org.electra4j.experiments.terminal.Progress;

/**
 * The text of a run.
 *
 * @param documents all of them, held-out ones included
 * @param prose the built-in corpus; null where the text is the user's own
 */
public record Corpus(DocumentSource documents, JdkProse prose) {
  private static final String STANDARD_INPUT = "-";
  private static final int NAME_DIGITS = 16;
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

  /** The user's own text, or the built-in corpus where {@code path} is null; "-" is standard input, which is kept in the cache. */
  public static Corpus open(Path path, String textField, Path srcZip, Path cache) {
    if (path != null && path.toString().equals(STANDARD_INPUT)) {
      return new Corpus(DocumentReader.of(spooled(System.in, cache), textField), null);
    }
    if (path != null) {
      return new Corpus(DocumentReader.of(path, textField), null);
    }
    JdkProse prose = JdkProse.open(srcZip, cache);
    return new Corpus(prose.documents(), prose);
  }

  /** A text is read several times, and standard input can be read once: it becomes a file named by its checksum. */
  static Path spooled(InputStream in, Path cache) {
    try {
      AtomicFile.createFolders(cache);
      Path unfinished = Files.createTempFile(cache, "standard-input", ".txt");
      try {
        MessageDigest digest = Sha256.digest();
        Files.copy(new DigestInputStream(in, digest), unfinished, StandardCopyOption.REPLACE_EXISTING);
        Path kept = cache.resolve("standard-input-%s.%s".formatted(Sha256.hexadecimal(digest).substring(0, NAME_DIGITS),
            begins(unfinished) == '{' ? "jsonl" : "txt"));
        Files.move(unfinished, kept, StandardCopyOption.ATOMIC_MOVE);
        return kept;
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("standard input cannot be kept in %s: %s; choose another --cache".formatted(cache, e.getMessage()), e);
    }
  }

  /** The first byte that is no white space; -1 for none. */
  private static int begins(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      int read = in.read();
      while (read >= 0 && Character.isWhitespace(read)) {
        read = in.read();
      }
      return read;
    }
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
