package org.electra4j.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.core.data.DocumentReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {
  @TempDir
  private Path cache;

  private List<List<String>> documents(Path file) {
    List<List<String>> documents = new ArrayList<>();
    DocumentReader.of(file).forEachDocument(documents::add);
    return documents;
  }

  private Path spooled(String text) {
    return Corpus.spooled(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), cache);
  }

  @Test
  void standardInputIsKeptUnderItsChecksum() throws IOException {
    Path text = spooled("one\n\ntwo\n");
    assertThat(documents(text)).containsExactly(List.of("one"), List.of("two"));
    assertThat(spooled("one\n\ntwo\n")).as("the same text").isEqualTo(text);
    assertThat(spooled("other")).isNotEqualTo(text);
    assertThat(documents(spooled("\n{\"text\": \"an object\"}\n"))).containsExactly(List.of("an object"));
    assertThat(cache).isDirectoryNotContaining("glob:**standard-input[0-9]*");
  }
}
