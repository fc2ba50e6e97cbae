package org.electra4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.electra4j.core.data.JdkProse.Kind;
import org.electra4j.core.data.JdkProse.Paragraph;
import org.electra4j.core.files.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkProseTest {
  private static final String SHED = """
      /* Copyright (c) by nobody: an ordinary comment is never looked at, whatever it says. */
      package garden;
      /**
       * A shed keeps the {@linkplain Tool tools &amp; pots} of one <em>gardener</em> dry&mdash;even in
       * the {@code wet} season, as {@link garden.Roof#slope(int, int)} explains.
       * <p>
       * It holds at most 2<sup>10</sup> tools; see {@link
       * #limit} for the reason, and {@link java.util.List} for another one.
       * <pre>
       *   Shed shed = new Shed(); // this line is code and must not be kept at all.
       * </pre>
       * <ul><li>A list item of some eight words becomes a paragraph.
       * <li>Short item.
       * </ul>
       *
       * for (int i = 0; i < n; i++) { shed.open(i); } // looks like code to everyone.
       * @see Tool the text of this block tag is left out of the prose.
       * @author A gardener who has no place among the paragraphs of this file.
       */
      class Shed {
        String trap = "/** This text stands in a string and is therefore not a comment. */";
        String block = \"""
            /** Nor is this one, which stands in a text block of \\\""" several lines. */
            \""";
        char quote = '"';
        // /** A comment that has been commented out is not a comment of this kind. */
        /**
         * Opens the door of the shed with the given key.
         *
         * @param <T> the kind of key that the gardener found in a pocket
         * @param key a key that
         *     fits the lock of the shed
         * @return whether the door could be opened with it
         * @throws LostException if the key has been lost; {@inheritDoc}
         * @throws BrokenException if the key breaks in the lock.
         * @deprecated Doors are left open nowadays, so nobody needs to open one.
         */
        <T> boolean open(T key) { return true; }
        /** {@return the number of tools that are in the shed} This sentence follows it and describes something else. */
        int tools() { return 0; }
        /** Permission is hereby granted to look into this shed for as long as it stands. */
        void look() {}
        /**/ /***/ int a;
      }
      """;
  private static final String POND = """
      package garden;
      /// # A pond
      /// A pond is where [the frogs][Frog] of a *garden* live, next to the `reeds`
      /// and to the [water lilies](https://example.org/a_b).
      ///
      ///     pond.fill(42); // indented code is code and is not kept at all
      ///
      /// - Every item of a list is a paragraph of its own, like this one.
      /// ```
      /// pond.drain(); // so is fenced code, however much it looks like prose.
      /// ```
      /// @return how deep the water is at this moment
      class Pond {
        //// Four slashes are an ornament and no documentation comment, so this is dropped.
        /** OPENS THE DOOR of the shed with the given key. */
        int depth;
      }
      """;

  @TempDir
  private Path folder;

  @Test
  void proseIsWhatAReaderSees() throws IOException {
    JdkProse prose = open(zip("src.zip",
        Map.of("my.shed/notes.txt", SHED, "my.shed/garden/Shed.java", SHED, "my.pond/garden/Pond.java", POND)));
    assertThat(prose.paragraphs()).containsExactly(
        pond(Kind.DESCRIPTION, "A pond is where the frogs of a garden live, next to the reeds and to the water lilies."),
        pond(Kind.DESCRIPTION, "Every item of a list is a paragraph of its own, like this one."),
        pond(Kind.RETURN, "how deep the water is at this moment."),
        pond(Kind.DESCRIPTION, "OPENS THE DOOR of the shed with the given key."),
        shed(Kind.DESCRIPTION, "A shed keeps the tools & pots of one gardener dry - even in the wet season, as Roof.slope explains."),
        shed(Kind.DESCRIPTION, "It holds at most 2^10 tools; see limit for the reason, and List for another one."),
        shed(Kind.DESCRIPTION, "A list item of some eight words becomes a paragraph."),
        shed(Kind.PARAM, "the kind of key that the gardener found in a pocket."),
        shed(Kind.PARAM, "a key that fits the lock of the shed."),
        shed(Kind.RETURN, "whether the door could be opened with it."),
        shed(Kind.THROWS, "if the key breaks in the lock."),
        shed(Kind.DESCRIPTION, "Doors are left open nowadays, so nobody needs to open one."),
        shed(Kind.RETURN, "the number of tools that are in the shed."),
        shed(Kind.DESCRIPTION, "This sentence follows it and describes something else."));
    List<List<String>> documents = new ArrayList<>();
    prose.documents().forEachDocument(documents::add);
    assertThat(documents).hasSize(2);
    assertThat(documents.getFirst()).hasSize(4).endsWith("OPENS THE DOOR of the shed with the given key.");
  }

  @Test
  void brokenCommentsAreReadToTheirEnd() {
    for (String broken : List.of("{@code never closed", "<pre> never closed", "<a href=\"never closed", "&#xFFFFFFFF; &#; &unknown; &",
        "{@", "<", "{@link}", "{@index \"open}", "{@index}", "@param", "@", "[", "`", "```", "[a](b", "{@code }",
        "{@a ".repeat(60) + "}".repeat(60), "</", "<sup", "{@return}", "<!-- open", "[a][b", "|", "#", "-", "&#0;")) {
      for (String comment : List.of("/**" + broken, "/**" + broken + "*/", "///" + broken, "/// x\n///" + broken, "\"\"\"" + broken)) {
        byte[] source = comment.getBytes(StandardCharsets.UTF_8);
        for (int end = 0; end <= source.length; end++) {
          byte[] cut = Arrays.copyOf(source, end);
          assertThatNoException().as("%d bytes of %s", end, comment).isThrownBy(() -> JavadocComments.scan(cut,
              (text, markdown) -> JavadocProse.read(text, markdown, (kind, paragraph) -> ProseFilter.keep(kind, paragraph))));
        }
      }
    }
  }

  @Test
  void theNumberOfThreadsChangesNothing() throws IOException {
    Map<String, String> sources = new LinkedHashMap<>();
    for (int i = 99; i >= 0; i--) {
      sources.put("m/C" + i + ".java", "/** Shared by two: the sentence of number %d. *//** Word number %d of a hundred, all by itself. */"
          .formatted(i / 2, i));
    }
    Path zip = zip("many.zip", sources);
    List<List<Paragraph>> results = new ArrayList<>();
    for (int threads = 1; threads <= 3; threads++) {
      results.add(JdkProse.open(zip, folder.resolve("cache" + threads), threads).paragraphs());
    }
    assertThat(results.get(0)).hasSize(150).startsWith(new Paragraph(0, "m", Kind.DESCRIPTION, "Shared by two: the sentence of number 0."));
    assertThat(results.get(1)).isEqualTo(results.get(0));
    assertThat(results.get(2)).isEqualTo(results.get(0));
    assertThat(results.get(0).get(3).text()).as("C10 comes before C2").isEqualTo("Shared by two: the sentence of number 5.");
  }

  @Test
  void aWholeCacheIsReadAndADamagedOneMadeAgain() throws IOException {
    Path zip = zip("src.zip", Map.of("m/A.java", "/** One sentence of eight words is quite enough. */"));
    JdkProse prose = open(zip);
    Path cache = cacheFile();
    byte[] whole = Files.readAllBytes(cache);
    ProseCache reader = new ProseCache(cache, prose.archiveChecksum());
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      assertThat(reader.decode(damaged)).as("byte %d", at).isNull();
      assertThat(reader.decode(Arrays.copyOf(whole, at))).as("%d bytes", at).isNull();
    }
    assertThat(reader.decode(whole)).isEqualTo(prose.paragraphs());
    Files.write(cache, Arrays.copyOf(whole, whole.length / 2));
    assertThat(open(zip).paragraphs()).isEqualTo(prose.paragraphs());
    assertThat(cache).hasBinaryContent(whole);
    List<Paragraph> other = List.of(new Paragraph(0, "", Kind.THROWS, "not in the archive \u00e4\u20ac"));
    reader.write(other);
    assertThat(open(zip).paragraphs()).as("nothing is extracted while there is a cache").isEqualTo(other);
  }

  @Test
  void anotherArchiveHasAnotherCache() throws IOException {
    JdkProse first = open(zip("a.zip", Map.of("m/A.java", "/** One sentence of eight words is quite enough. */")));
    JdkProse second = open(zip("b.zip", Map.of("m/A.java", "/** Two sentences of eight words are too many. */")));
    assertThat(first.archiveChecksum()).matches("[0-9a-f]{64}").isNotEqualTo(second.archiveChecksum());
    assertThat(first.archiveChecksum())
        .isEqualTo(HexFormat.of().formatHex(Sha256.digest().digest(Files.readAllBytes(folder.resolve("a.zip")))));
    assertThat(first.paragraphs()).isNotEqualTo(second.paragraphs());
    assertThat(second.documents().description())
        .isEqualTo("JDK prose (src.zip " + second.archiveChecksum().substring(0, 16) + ", extractor 1)");
  }

  @Test
  void aCacheThatCannotBeWrittenIsDoneWithout() throws IOException {
    Path zip = zip("src.zip", Map.of("m/A.java", "/** One sentence of eight words is quite enough. */"));
    Path blocked = Files.writeString(folder.resolve("blocked"), "a file where a folder should be");
    assertThat(JdkProse.open(zip, blocked.resolve("cache")).paragraphs()).hasSize(1);
  }

  @Test
  void archivesThatAreNoneAreRefused() throws IOException {
    Path missing = folder.resolve("missing.zip");
    assertThatThrownBy(() -> open(missing)).isInstanceOf(CorpusException.class).hasMessage(missing
        + ": no such file; expected the sources of a JDK: use a full JDK that has lib/src.zip, or --src-zip PATH");
    assertThatThrownBy(() -> open(folder)).isInstanceOf(CorpusException.class).hasMessageStartingWith(folder + ": cannot be read");
    Path empty = zip("empty.zip", Map.of("m/A.java", "class A {}"));
    assertThatThrownBy(() -> open(empty)).isInstanceOf(CorpusException.class).hasMessageStartingWith(empty + ": no Javadoc prose");
    Path text = Files.writeString(folder.resolve("text.zip"), "no archive");
    assertThatThrownBy(() -> open(text)).isInstanceOf(CorpusException.class).hasMessageStartingWith(text + ": not a whole zip archive");
    byte[] whole = Files.readAllBytes(zip("whole.zip", Map.of("m/A.java", SHED)));
    Path cut = Files.write(folder.resolve("cut.zip"), Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> open(cut)).isInstanceOf(CorpusException.class).hasMessageStartingWith(cut + ": not a whole zip archive");
    byte[] bad = whole.clone();
    Arrays.fill(bad, 200, 260, (byte) 0x55);
    Path damaged = Files.write(folder.resolve("damaged.zip"), bad);
    assertThatThrownBy(() -> open(damaged)).isInstanceOf(CorpusException.class)
        .hasMessageStartingWith(damaged + ": not a whole zip archive");
  }

  private JdkProse open(Path zip) {
    return JdkProse.open(zip, folder.resolve("cache"), 2);
  }

  private Path cacheFile() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      return files.findFirst().orElseThrow();
    }
  }

  private Path zip(String name, Map<String, String> sources) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file); ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> source : sources.entrySet()) {
        zip.putNextEntry(new ZipEntry(source.getKey()));
        zip.write(source.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return file;
  }

  private static Paragraph pond(Kind kind, String text) {
    return new Paragraph(0, "my.pond", kind, text);
  }

  private static Paragraph shed(Kind kind, String text) {
    return new Paragraph(1, "my.shed", kind, text);
  }
}
