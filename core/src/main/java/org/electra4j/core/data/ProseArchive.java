package org.electra4j.core.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.electra4j.core.data.JdkProse.Paragraph;
import org.electra4j.simd.WorkerPool;

/** The paragraphs of all sources in an archive. */
final class ProseArchive {
  private static final int MAX_SOURCE_BYTES = 1 << 26;

  private ProseArchive() {}

  /** Reads the sources on so many threads; puts their paragraphs together in the order of names, each only once. */
  static List<Paragraph> extract(Path archive, int threads) {
    try (ZipFile zip = new ZipFile(archive.toFile()); WorkerPool workers = new WorkerPool(threads)) {
      List<? extends ZipEntry> sources = zip.stream().filter(entry -> entry.getName().endsWith(".java"))
          .sorted(Comparator.comparing(ZipEntry::getName)).toList();
      List<List<Paragraph>> found = new ArrayList<>(Collections.nCopies(sources.size(), null));
      workers.run(sources.size(), (index, worker) -> found.set(index, paragraphs(zip, sources.get(index))));
      return distinct(found);
    } catch (IOException e) {
      throw damaged(archive, e);
    } catch (UncheckedIOException e) {
      throw damaged(archive, e.getCause());
    }
  }

  private static List<Paragraph> paragraphs(ZipFile zip, ZipEntry entry) {
    List<Paragraph> paragraphs = new ArrayList<>();
    String name = entry.getName();
    String module = name.substring(0, Math.max(0, name.indexOf('/')));
    JavadocComments.scan(read(zip, entry), (comment, markdown) -> JavadocProse.read(comment, markdown, (kind, text) -> {
      String kept = ProseFilter.keep(kind, text);
      if (kept != null) {
        paragraphs.add(new Paragraph(0, module, kind, kept));
      }
    }));
    return paragraphs;
  }

  private static byte[] read(ZipFile zip, ZipEntry entry) {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] source = in.readNBytes(MAX_SOURCE_BYTES);
      if (source.length == MAX_SOURCE_BYTES) {
        throw new IOException(entry.getName() + " has " + MAX_SOURCE_BYTES + " bytes or more, which no source file has");
      }
      return source;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Numbers the documents; a source without paragraphs of its own is none. */
  private static List<Paragraph> distinct(List<List<Paragraph>> found) {
    List<Paragraph> kept = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    int document = 0;
    for (List<Paragraph> paragraphs : found) {
      int before = kept.size();
      for (Paragraph paragraph : paragraphs) {
        if (seen.add(paragraph.text().toLowerCase(Locale.ROOT))) {
          kept.add(new Paragraph(document, paragraph.module(), paragraph.kind(), paragraph.text()));
        }
      }
      document += kept.size() > before ? 1 : 0;
    }
    return Collections.unmodifiableList(kept);
  }

  private static CorpusException damaged(Path archive, IOException e) {
    return new CorpusException(
        archive + ": not a whole zip archive (" + e.getMessage() + "); expected a JDK's src.zip: give its path with --src-zip PATH", e);
  }
}
