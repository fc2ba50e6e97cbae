package org.electra4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.v3.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.electra4j.core.text.TextLines;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentReaderTest {
  @TempDir
  private Path folder;

  @Test
  void blankLinesAndFileEndsSeparateDocuments() throws IOException {
    Path file = write("a.txt", "\n\nfirst line\n  second line \t\n\u3000 \n\nthird\n\n");
    assertThat(documents(file)).containsExactly(List.of("first line", "second line"), List.of("third"));
  }

  @Test
  void byteOrderMarkAndCarriageReturnsAreTakenOff() throws IOException {
    Path file = write("a.txt", "\uFEFFone\r\ntwo\r\n\r\nthree\r");
    assertThat(documents(file)).containsExactly(List.of("one", "two"), List.of("three"));
    assertThat(documents(write("b.txt", "one\n\uFEFFtwo"))).as("a character elsewhere").containsExactly(List.of("one", "\uFEFFtwo"));
  }

  @Test
  void foldersAreReadInTheOrderOfPathsAndDocumentsNeverCrossFiles() throws IOException {
    write("b.txt", "b");
    write("a/z.txt", "z");
    write("a.TXT", "a");
    zip("a/deep/y.txt.gz", "y1\n\ny2");
    write("notes.md", "no");
    write(".hidden.txt", "no");
    write(".git/x.txt", "no");
    DocumentReader reader = DocumentReader.of(folder);
    assertThat(documents(reader)).containsExactly(List.of("a"), List.of("y1"), List.of("y2"), List.of("z"), List.of("b"));
    assertThat(documents(reader)).as("a second time").hasSize(5);
    assertThat(reader.description()).matches(folder.getFileName() + " \\(4 files, \\d+ bytes\\)");
  }

  @Test
  void aFileNamedDirectlyMayHaveAnyName() throws IOException {
    assertThat(documents(write("README", "text"))).containsExactly(List.of("text"));
    assertThat(documents(zip("packed.gz", "text"))).containsExactly(List.of("text"));
    assertThat(DocumentReader.of(write("data.txt", "12345")).description()).isEqualTo("data.txt (1 file, 5 bytes)");
  }

  @Test
  void jsonLinesHoldADocumentEach() throws IOException {
    Path file = write("a.jsonl", "{\"id\": 1, \"text\": \"one\\n\\n two\"}\n\n{\"text\": \"\"}\n{\"text\": \"three\"}");
    assertThat(documents(file)).containsExactly(List.of("one", "two"), List.of("three"));
    Path other = write("b.ndjson", "{\"body\": \"b\", \"text\": \"t\"}");
    assertThat(documents(DocumentReader.of(other, "body"))).containsExactly(List.of("b"));
    assertThat(documents(write("c.txt", "{\"text\": \"t\"}"))).as("text is text").containsExactly(List.of("{\"text\": \"t\"}"));
    refused(write("d.jsonl", "{\"text\": \"t\"}\n{\"title\": \"t\"}"), "d.jsonl, line 2: has no text named text");
    refused(write("e.jsonl", "{\"text\": \"t\"}\n{\"text\""), "e.jsonl, line 2: is not JSON");
  }

  private static void refused(Path file, String message) {
    assertThatThrownBy(() -> documents(file)).isInstanceOf(CorpusException.class).hasMessageContaining(message);
  }

  @Test
  void wikiExtractorsArticlesAreDocuments() throws IOException {
    Path file = write("AA/wiki_00",
        "<doc id=\"1\" url=\"u\" title=\"A &lt; B\">\nTitle\n\nA paragraph.\n\n</doc>\n\n<doc>\nOther\n</doc>\n");
    assertThat(documents(file)).containsExactly(List.of("Title", "A paragraph."), List.of("Other"));
    write("AA/wiki_01", "<doc>\nLast\n</doc>");
    write("AA/wiki_notes", "not read");
    assertThat(documents(DocumentReader.of(folder))).hasSize(3);
    refused(write("cut.txt", "<doc>\nOther\n"), "cut.txt, line 1: <doc> has no </doc>");
    refused(write("loose.txt", "<doc>\nOther\n</doc>\nloose"), "loose.txt, line 4: stands outside");
  }

  @Test
  void zstandardIsUnpacked() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    for (String frame : List.of("one\n\n", "two\n")) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (OutputStream out = new ZstdOutputStream(bytes)) {
        out.write(frame.getBytes(StandardCharsets.UTF_8));
      }
      packed.write(bytes.toByteArray());
    }
    Path file = Files.write(folder.resolve("a.txt.zst"), packed.toByteArray());
    assertThat(documents(file)).as("two frames").containsExactly(List.of("one"), List.of("two"));
    Path cut = Files.write(folder.resolve("cut.txt.zst"), Arrays.copyOf(packed.toByteArray(), packed.size() - 3));
    refused(cut, "cut.txt.zst: cannot be read");
    refused(write("fake.zst", "not packed at all"), "fake.zst: cannot be read");
  }

  @ParameterizedTest
  @CsvSource({"a.txt.zst, aircompressor, reading .zst needs the library io.airlift:aircompressor-v3",
      "a.parquet, hardwood, reading .parquet needs the library dev.hardwood:hardwood-core"})
  void missingLibrariesAreNamed(String name, String library, String message) throws Exception {
    Path file = write(name, "whatever");
    List<URL> others = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!entry.contains(library)) {
        others.add(Path.of(entry).toUri().toURL());
      }
    }
    try (URLClassLoader without = new URLClassLoader(others.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Class<?> reader = without.loadClass(DocumentReader.class.getName());
      Object documents = reader.getMethod("of", Path.class).invoke(null, file);
      assertThatThrownBy(() -> reader.getMethod("forEachDocument", Consumer.class).invoke(documents, (Consumer<Object>) _ -> { }))
          .cause().hasMessageContaining(name + ": " + message);
    }
  }

  @Test
  void linesLongerThanAnyBufferArriveWhole() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    List<String> lines = new ArrayList<>();
    for (int length : new int[] {1, 65_535, 65_536, 65_537, 1, 200_000, 3, 131_072, 70_000}) {
      char[] line = new char[length];
      for (int i = 0; i < length; i++) {
        line[i] = "abc\u00e4\u20ac".charAt(random.nextInt(5));
      }
      lines.add(new String(line));
    }
    assertThat(documents(write("a.txt", String.join("\n", lines)))).containsExactly(lines);
  }

  /** Truncated and overlong forms, lone continuation, surrogate, beyond U+10FFFF, UTF-16. */
  @ParameterizedTest
  @CsvSource({"80, 0x80", "c0af, 0xc0", "c3, 0xc3", "c328, 0xc3", "e28228, 0xe2 0x82", "eda080, 0xed 0xa0 0x80", "f4908080, 0xf4",
      "f09f98, 0xf0 0x9f 0x98", "ff, 0xff", "fe, 0xfe"})
  void badBytesAreNamedByPlaceAndLine(String hex, String found) throws IOException {
    byte[] bad = HexFormat.of().parseHex(hex);
    byte[] prefix = ("\uFEFFgood \uFFFD line\r\n" + "x".repeat(70_000) + "\nh\u00e4").getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(prefix);
    bytes.write(bad);
    Path plain = Files.write(folder.resolve("plain.txt"), bytes.toByteArray());
    assertThatThrownBy(() -> documents(plain)).isInstanceOf(CorpusException.class)
        .hasMessage("%s: byte %d (line 3) is not UTF-8, found %s; convert the text to UTF-8, for instance with iconv", plain,
            prefix.length, found);
  }

  @Test
  void missingEmptyAndBlankSourcesAreRefused() throws IOException {
    Path missing = folder.resolve("no/such.txt");
    assertThatThrownBy(() -> DocumentReader.of(missing)).isInstanceOf(CorpusException.class)
        .hasMessageStartingWith(missing + ": no such file or folder; expected");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Files.writeString(empty.resolve("notes.md"), "text");
    assertThatThrownBy(() -> DocumentReader.of(empty)).isInstanceOf(CorpusException.class)
        .hasMessageStartingWith(empty + ": a folder without .txt, .jsonl, .parquet or wiki_00 files");
    for (String nothing : List.of("", "\n \n\t\n\r\n", "\uFEFF")) {
      Path blank = write("blank.txt", nothing);
      assertThatThrownBy(() -> documents(blank)).isInstanceOf(CorpusException.class).hasMessageStartingWith(blank + ": no text");
    }
  }

  @Test
  void filesThatVanishOrCannotBeReadAreRefused() throws IOException {
    Path file = write("a.txt", "text");
    DocumentReader reader = DocumentReader.of(file);
    Files.delete(file);
    assertThatThrownBy(() -> documents(reader)).isInstanceOf(CorpusException.class).hasMessageContaining("is gone");
    Path closed = write("closed.txt", "text");
    Assumptions.assumeTrue(closed.toFile().setReadable(false) && !Files.isReadable(closed), "this user may read everything");
    assertThatThrownBy(() -> documents(closed)).isInstanceOf(CorpusException.class).hasMessageContaining("no permission to read");
  }

  @Test
  void damagedCompressionIsRefused() throws IOException {
    Path fake = write("fake.txt.gz", "not compressed at all");
    assertThatThrownBy(() -> documents(fake)).isInstanceOf(CorpusException.class).hasMessageContaining("Not in GZIP format");
    byte[] whole = Files.readAllBytes(zip("whole.txt.gz", "some text\n".repeat(100)));
    for (int length = 0; length < whole.length; length++) {
      Path cut = Files.write(folder.resolve("cut.txt.gz"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> documents(cut)).as("%d of %d bytes", length, whole.length).isInstanceOf(CorpusException.class)
          .hasMessageStartingWith(cut.toString());
    }
  }

  @Test
  void endlessLinesAreRefused() throws IOException {
    Path file = folder.resolve("long.txt");
    byte[] piece = new byte[1 << 20];
    Arrays.fill(piece, (byte) 'x');
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write("short\n".getBytes(StandardCharsets.UTF_8));
      for (int written = 0; written <= TextLines.MAX_LINE_BYTES; written += piece.length) {
        out.write(piece);
      }
    }
    assertThatThrownBy(() -> documents(file)).isInstanceOf(CorpusException.class)
        .hasMessageStartingWith(file + ": line 2 has more than 16777216 bytes; expected text in lines");
  }

  @Test
  void heldOutAndTrainingPartsAreTheWhole() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int document = 0; document < 45; document++) {
      text.append("document ").append(document).append("\n\n");
    }
    DocumentReader all = DocumentReader.of(write("a.txt", text.toString()));
    assertThat(documents(HeldOut.heldOut(all))).containsExactly(List.of("document 19"), List.of("document 39"));
    List<List<String>> training = documents(HeldOut.training(all));
    assertThat(training).hasSize(43).doesNotContain(List.of("document 19"), List.of("document 39")).startsWith(List.of("document 0"));
    assertThat(HeldOut.heldOut(all).description()).startsWith("held-out part of a.txt (1 file");
    DocumentReader few = DocumentReader.of(write("few.txt", "one\n\ntwo"));
    assertThat(documents(HeldOut.training(few))).hasSize(2);
    assertThatThrownBy(() -> documents(HeldOut.heldOut(few))).isInstanceOf(CorpusException.class)
        .hasMessageContaining("2 documents; expected at least 20");
  }

  private static List<List<String>> documents(Path source) {
    return documents(DocumentReader.of(source));
  }

  private static List<List<String>> documents(DocumentSource source) {
    List<List<String>> documents = new ArrayList<>();
    source.forEachDocument(documents::add);
    return documents;
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Path zip(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }
}
