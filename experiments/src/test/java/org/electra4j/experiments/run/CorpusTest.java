package org.electra4j.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {
  @TempDir
  private Path folder;

  @Test
  void aFingerprintIsReadAsItWasWrittenOrNotAtAll() throws IOException {
    Corpus.Fingerprint text = new Corpus.Fingerprint("0123456789abcdef".repeat(4), 9594);
    Path file = folder.resolve("new").resolve("text.fingerprint");
    assertThat(Corpus.Fingerprint.read(file)).isNull();
    text.write(file);
    assertThat(Corpus.Fingerprint.read(file)).isEqualTo(text);
    String whole = Files.readString(file);
    for (int at = 0; at < whole.length(); at++) {
      Files.writeString(file, whole.substring(0, at));
      assertThat(Corpus.Fingerprint.read(file)).as("%d characters", at).isNull();
    }
    Files.writeString(file, whole + "9");
    assertThat(Corpus.Fingerprint.read(file)).isNull();
  }

  @Test
  void aFingerprintThatCannotBeWrittenIsDoneWithout() throws IOException {
    Path blocked = Files.writeString(folder.resolve("blocked"), "a file where a folder should be").resolve("text.fingerprint");
    new Corpus.Fingerprint("0123456789abcdef".repeat(4), 1).write(blocked);
    assertThat(Corpus.Fingerprint.read(blocked)).isNull();
  }
}
