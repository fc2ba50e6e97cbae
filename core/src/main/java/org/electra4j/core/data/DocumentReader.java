package org.electra4j.core.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.electra4j.core.text.TextLines;

/**
 * Documents of text files, in strict UTF-8: one piece of text per line, a blank line ends a document, and so does the end of a file; or
 * JSON lines, each an object with a text; or what WikiExtractor writes; or the rows of a column of a Parquet file.
 *
 * <p>Lines come without white space around them. A file that is named directly may have any name; if it ends in {@code .gz} or {@code .zst}
 * it is unpacked.
 */
public final class DocumentReader implements DocumentSource {
  /** Of JSON objects that hold a document, unless another is named. */
  public static final String TEXT_FIELD = "text";

  private static final int BUFFER = 1 << 16;
  private static final Pattern TEXT_NAME = Pattern.compile("(?i).*\\.txt(\\.gz|\\.zst)?");
  private static final Pattern PARQUET_NAME = Pattern.compile("(?i).*\\.parquet");
  private static final Pattern WIKI_NAME = Pattern.compile("(.*/)?wiki_\\d+(\\.gz|\\.zst)?");

  private final Path source;
  private final List<Path> files;
  private final String description;
  private final String textField;

  private DocumentReader(Path source, List<Path> files, String description, String textField) {
    this.source = source;
    this.files = files;
    this.description = description;
    this.textField = textField;
  }

  /**
   * A file, or a folder with all {@code .txt}, {@code .jsonl}, {@code .ndjson}, {@code .json}, {@code .parquet} and {@code wiki_00} files
   * below it, packed or not, in the order of their paths: strings with slashes, compared by code unit. Links are followed; what begins with
   * a dot is left out.
   *
   * @throws CorpusException if there is nothing there, or it cannot be read
   */
  public static DocumentReader of(Path fileOrFolder) {
    return of(fileOrFolder, TEXT_FIELD);
  }

  /** The same with another name for the text in JSON lines, and for the column of Parquet files. */
  public static DocumentReader of(Path fileOrFolder, String textField) {
    try {
      Path real = fileOrFolder.toRealPath();
      if (!Files.isDirectory(real) && !Files.isRegularFile(real)) {
        throw new CorpusException(
            fileOrFolder + ": neither a file nor a folder; expected a text file, or a folder of .txt files");
      }
      List<Path> files = Files.isDirectory(real) ? textFiles(real) : List.of(real);
      if (files.isEmpty()) {
        throw new CorpusException(
            fileOrFolder + ": a folder without .txt, .jsonl, .parquet or wiki_00 files; expected UTF-8 text,"
                + " a blank line between documents");
      }
      long bytes = 0;
      for (Path file : files) {
        bytes += Files.size(file);
      }
      String name = real.getFileName() == null ? real.toString() : real.getFileName().toString();
      String count = files.size() == 1 ? "1 file" : files.size() + " files";
      return new DocumentReader(fileOrFolder, files, "%s (%s, %d bytes)".formatted(name, count, bytes), textField);
    } catch (NoSuchFileException e) {
      throw new CorpusException(fileOrFolder + ": no such file or folder; expected a text file, or a folder of .txt files", e);
    } catch (IOException e) {
      throw unreadable(fileOrFolder, e);
    }
  }

  private static List<Path> textFiles(Path folder) throws IOException {
    TreeMap<String, Path> files = new TreeMap<>();
    try (Stream<Path> below = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      below.filter(path -> !hidden(folder.relativize(path)) && named(path) && Files.isRegularFile(path))
          .forEach(path -> files.put(String.join("/", elements(folder.relativize(path))), path));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return List.copyOf(files.values());
  }

  private static boolean named(Path file) {
    String name = String.join("/", elements(file));
    return TEXT_NAME.matcher(name).matches() || DocumentLines.jsonLines(name)
        || PARQUET_NAME.matcher(name).matches() || WIKI_NAME.matcher(name).matches();
  }

  private static boolean hidden(Path relative) {
    return elements(relative).stream().anyMatch(element -> element.startsWith("."));
  }

  private static List<String> elements(Path path) {
    return StreamSupport.stream(path.spliterator(), false).map(Path::toString).toList();
  }

  /**
   * Streams the documents; holds one at a time.
   *
   * @throws CorpusException if a file cannot be read or is not UTF-8, a line or document is too long to hold, or there is no text at all
   */
  @Override
  public void forEachDocument(Consumer<List<String>> consumer) {
    long documents = 0;
    for (Path file : files) {
      documents += read(file, consumer);
    }
    if (documents == 0) {
      throw new CorpusException(source + ": no text, only blank lines or nothing; expected UTF-8 text, a blank line between documents");
    }
  }

  private long read(Path file, Consumer<List<String>> consumer) {
    if (PARQUET_NAME.matcher(file.toString()).matches()) {
      return parquet(file, consumer);
    }
    try (InputStream in = open(file)) {
      TextLines lines = new TextLines(in, file.toString(), CorpusException::new);
      DocumentLines documents = null;
      for (String line = lines.next(); line != null; line = lines.next()) {
        String text = line.strip();
        if (documents == null && !text.isEmpty()) {
          documents = DocumentLines.of(text, file.toString(), textField, consumer);
        }
        if (documents != null) {
          documents.line(text, lines.line());
        }
      }
      return documents == null ? 0 : documents.end();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private long parquet(Path file, Consumer<List<String>> consumer) {
    try {
      return new ParquetRows(file, textField, consumer).read();
    } catch (NoClassDefFoundError e) {
      // As below.
      throw new CorpusException(file + ": reading .parquet needs the library dev.hardwood:hardwood-core on the class path", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static InputStream open(Path file) throws IOException {
    String name = file.toString().toLowerCase(Locale.ROOT);
    InputStream in = Files.newInputStream(file);
    try {
      if (name.endsWith(".zst")) {
        return new ZstandardStream(in, BUFFER);
      }
      return name.endsWith(".gz") ? new GZIPInputStream(in, BUFFER) : in;
    } catch (NoClassDefFoundError e) {
      // Thrown when ZstandardStream is linked, since its library is optional.
      in.close();
      throw new CorpusException(file + ": reading .zst needs the library io.airlift:aircompressor-v3 on the class path", e);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static CorpusException unreadable(Path path, IOException e) {
    String reason = switch (e) {
      case AccessDeniedException denied -> "no permission to read " + denied.getFile();
      case FileSystemLoopException loop -> "the link " + loop.getFile() + " leads back to a folder above it";
      case NoSuchFileException gone -> gone.getFile() + " is gone";
      case EOFException _ -> "the compressed data end too early";
      default -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
    return new CorpusException(path + ": cannot be read (" + reason + "); expected a readable text file, or a folder of them", e);
  }

  /** Name without its folders, number of files and bytes: the same wherever the text lies. */
  @Override
  public String description() {
    return description;
  }
}
