package org.electra4j.core.data;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.electra4j.core.files.Sha256;

/**
 * The built-in corpus: the Javadoc prose of a JDK's src.zip, extracted once, kept in a cache folder. One document per source file.
 *
 * <p>Sources are taken in the order of their names, and a paragraph that occurs more than once, upper or lower case, only the first time.
 */
public final class JdkProse {
  private static final System.Logger LOG = System.getLogger(JdkProse.class.getName());
  /** Part of the cache file's name: another extractor must not read what this one wrote. */
  private static final int EXTRACTOR = 1;
  private static final int CHECKSUM_DIGITS_OF_NAMES = 16;
  private static final int READ_BYTES = 1 << 18;

  private final Path archive;
  private final String archiveChecksum;
  private final ProseCache cache;
  private final int threads;
  /** Null until somebody asks, where they stand in the cache: a run whose examples are packed already needs none of them. */
  private List<Paragraph> paragraphs;

  /** What a paragraph is about. */
  public enum Kind {
    /** What a package, class, method or field is or does. */
    DESCRIPTION,
    /** A parameter. */
    PARAM,
    /** What a method returns. */
    RETURN,
    /** When a method throws. */
    THROWS
  }

  /**
   * One paragraph.
   *
   * @param document index of its document
   * @param module such as java.base
   * @param kind where in a comment it stood
   * @param text on one line
   */
  public record Paragraph(int document, String module, Kind kind, String text) {}

  private JdkProse(Path archive, String archiveChecksum, ProseCache cache, int threads) {
    this.archive = archive;
    this.archiveChecksum = archiveChecksum;
    this.cache = cache;
    this.threads = threads;
  }

  /**
   * Extracts on all cores, unless that was done before. A cache that is damaged is made again; one that cannot be written is done without.
   *
   * @param srcZip a JDK's lib/src.zip; null: the running JDK's own
   * @param cacheFolder where the extracted text is kept; made if absent
   * @throws CorpusException if there is no archive, it cannot be read, or there is no prose in it
   */
  public static JdkProse open(Path srcZip, Path cacheFolder) {
    return open(srcZip, cacheFolder, Runtime.getRuntime().availableProcessors());
  }

  /** The result does not depend on the threads. */
  static JdkProse open(Path srcZip, Path cacheFolder, int threads) {
    Path archive = srcZip == null ? Path.of(System.getProperty("java.home"), "lib", "src.zip") : srcZip;
    String checksum = checksum(archive);
    String name = "jdk-prose-%d-%s.txt".formatted(EXTRACTOR, checksum.substring(0, CHECKSUM_DIGITS_OF_NAMES));
    JdkProse prose = new JdkProse(archive, checksum, new ProseCache(cacheFolder.resolve(name), checksum), threads);
    if (!prose.cache.exists()) {
      prose.paragraphs();
    }
    return prose;
  }

  private List<Paragraph> extract() {
    List<Paragraph> extracted = ProseArchive.extract(archive, threads);
    if (extracted.isEmpty()) {
      throw new CorpusException(archive + ": no Javadoc prose; expected the src.zip of a JDK: give its path with --src-zip PATH");
    }
    cache.write(extracted);
    LOG.log(Level.DEBUG, "extracted {0} paragraphs from {1}", extracted.size(), archive);
    return extracted;
  }

  private static String checksum(Path archive) {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[READ_BYTES];
    try (InputStream in = Files.newInputStream(archive)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    } catch (NoSuchFileException e) {
      throw new CorpusException(
          archive + ": no such file; expected the sources of a JDK: use a full JDK that has lib/src.zip, or --src-zip PATH", e);
    } catch (IOException e) {
      throw new CorpusException(archive + ": cannot be read (" + e + "); expected a JDK's src.zip: give its path with --src-zip PATH", e);
    }
    return Sha256.hexadecimal(digest);
  }

  /** The documents, each paragraph a line. */
  public DocumentSource documents() {
    return new Documents();
  }

  /**
   * All paragraphs in the order of the documents; unmodifiable. Read from the cache when first asked for.
   *
   * @throws CorpusException if the cache is damaged and the archive cannot be read either
   */
  public synchronized List<Paragraph> paragraphs() {
    if (paragraphs == null) {
      List<Paragraph> cached = cache.read();
      paragraphs = cached == null ? extract() : cached;
    }
    return paragraphs;
  }

  /** What the text is a function of: the archive's SHA-256 and the extractor; part of a file's name. */
  public String source() {
    return EXTRACTOR + "-" + archiveChecksum;
  }

  /** SHA-256 of the archive, hexadecimal. */
  public String archiveChecksum() {
    return archiveChecksum;
  }

  private final class Documents implements DocumentSource {
    @Override
    public void forEachDocument(Consumer<List<String>> consumer) {
      List<String> lines = new ArrayList<>();
      int document = 0;
      for (Paragraph paragraph : paragraphs()) {
        if (paragraph.document() != document) {
          consumer.accept(lines);
          lines = new ArrayList<>();
          document = paragraph.document();
        }
        lines.add(paragraph.text());
      }
      consumer.accept(lines);
    }

    @Override
    public String description() {
      return "JDK prose (src.zip " + archiveChecksum.substring(0, CHECKSUM_DIGITS_OF_NAMES) + ", extractor " + EXTRACTOR + ")";
    }
  }
}
