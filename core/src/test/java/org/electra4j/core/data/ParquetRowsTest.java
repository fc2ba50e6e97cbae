package org.electra4j.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of four rows in two groups, written by pyarrow 25: columns id, text, body, words (lists) and blob (bytes that are no UTF-8). */
class ParquetRowsTest {
  @TempDir
  private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "snappy", "zstd"})
  void everyRowIsADocument(String compression) throws IOException {
    Path file = file(compression);
    assertThat(documents(file, "text")).containsExactly(List.of("one", "two"), List.of("three \u00e4\u20ac"));
    assertThat(documents(file, "body")).hasSize(4).containsOnly(List.of("b"));
    assertThat(documents(folder, "body")).as("found in a folder").hasSize(4);
  }

  @Test
  void whatIsNotTextIsRefused() throws IOException {
    Path file = file("none");
    for (String column : List.of("title", "id", "words")) {
      refused(file, column, "has no column of text named " + column + ", but id, text, body, words");
    }
    refused(file, "blob", "row 1: is not UTF-8");
    refused(file("lz4"), "text", "lz4");
    refused(Files.writeString(folder.resolve("fake.parquet"), "id,text"), "text", "fake.parquet: cannot be read");
  }

  @Test
  void cutFilesAreRefusedByName() throws IOException {
    byte[] whole = Files.readAllBytes(file("snappy"));
    Path cut = folder.resolve("cut.parquet");
    for (int length = 0; length < whole.length; length += 7) {
      Files.write(cut, Arrays.copyOf(whole, length));
      refused(cut, "text", "cut.parquet: ");
    }
  }

  /** One changed bit with which the library goes on for ever; in a process of its own, since it cannot be stopped. */
  @Test
  void aFileThatGivesNothingIsRefused() throws IOException, InterruptedException {
    byte[] bytes = Files.readAllBytes(file("snappy"));
    bytes[175] ^= 8;
    Path damaged = Files.write(folder.resolve("damaged.parquet"), bytes);
    Process reader = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
        System.getProperty("java.class.path"), Impatient.class.getName(), damaged.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      String said = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(said).isEqualTo("as Parquet: gave nothing for 1 s, so it is damaged");
      assertThat(reader.waitFor()).isZero();
    } finally {
      reader.destroyForcibly();
    }
  }

  /** Waits one second for each row of a file, and says what came of it. */
  static final class Impatient {
    private Impatient() {}

    public static void main(String[] arguments) {
      try {
        System.out.print(new ParquetRows(Path.of(arguments[0]), "text", _ -> { }, Duration.ofSeconds(1)).read());
      } catch (IOException e) {
        System.out.print(e.getMessage());
      }
      Runtime.getRuntime().halt(0);
    }
  }

  private static void refused(Path file, String column, String message) {
    assertThatThrownBy(() -> documents(file, column)).isInstanceOf(CorpusException.class).hasMessageContaining(message);
  }

  private static List<List<String>> documents(Path file, String column) {
    List<List<String>> documents = new ArrayList<>();
    DocumentReader.of(file, column).forEachDocument(documents::add);
    return documents;
  }

  private Path file(String compression) throws IOException {
    String name = "texts-" + compression + ".parquet";
    try (InputStream in = ParquetRowsTest.class.getResourceAsStream(name)) {
      return Files.write(folder.resolve(name), in.readAllBytes());
    }
  }
}
