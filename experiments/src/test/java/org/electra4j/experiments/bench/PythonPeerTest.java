package org.electra4j.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.electra4j.experiments.report.BenchmarkRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The talk with a script, a shell playing Python. */
class PythonPeerTest {
  @TempDir
  private Path folder;

  private final List<String> told = new ArrayList<>();

  /** A program that takes a script and its argument and prints what it was told to, whatever they are. */
  private String python(String... commands) throws IOException {
    Path program = folder.resolve("python");
    Files.writeString(program, "#!/bin/sh\ntest -f \"$1\" || exit 9\n" + String.join("\n", commands) + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return program.toString();
  }

  private static String says(String json) {
    return "echo '" + json + "'";
  }

  @Test
  void rowsOfWhatWasMeasured() throws IOException {
    PythonPeer peer = PythonPeer.pytorch(python(says("{'versions': 'torch 9'}".replace('\'', '"')),
        says("{\"about\": \"step small\"}"), says("{\"what\": \"small\", \"who\": \"pytorch fp32\", \"seconds\": [2, 1, 4]}"),
        says("{\"what\": \"sweep\", \"who\": \"pytorch compiled\", \"failed\": \"no compiler\"}")), true);
    List<BenchmarkRow> rows = peer.measure(2, told::add);
    assertThat(rows).singleElement().satisfies(row -> {
      assertThat(row.area()).isEqualTo("step");
      assertThat(row.who()).isEqualTo("pytorch fp32");
      assertThat(row.flags()).isEqualTo("torch 9");
      assertThat(row.threads()).isEqualTo(2);
      assertThat(row.seconds()).isEqualTo(2);
      assertThat(row.bestSeconds()).isEqualTo(1);
      assertThat(row.tokensPerSecond()).isEqualTo(32 * 128 / 2.0);
    });
    assertThat(told).containsExactly("step small");
    assertThat(peer.remarks()).containsExactly("pytorch compiled, sweep: not measured, no compiler");
  }

  @Test
  void theScriptIsToldTheSizes() throws IOException {
    Path argument = folder.resolve("argument.json");
    PythonPeer.pytorch(python("printf '%s' \"$2\" > " + argument), false).measure(3, told::add);
    assertThat(Files.readString(argument)).contains("\"threads\":3", "\"quick\":false", "\"what\":\"small\"", "\"vocabulary\":30522",
        "\"masked\":19", "\"what\":\"sweep\"", "\"layers\":4");
  }

  @Test
  void withoutPython() {
    PythonPeer peer = PythonPeer.tokenizers(folder.resolve("nothing").toString(), true);
    assertThat(peer.measure(1, told::add)).isEmpty();
    assertThat(peer.remarks()).singleElement().asString().contains("tokenizers: absent", "pip install tokenizers", "--python FILE");
  }

  @Test
  void withoutThePackage() throws IOException {
    PythonPeer peer = PythonPeer.pytorch(python(says("{\"absent\": \"torch\"}")), true);
    assertThat(peer.measure(1, told::add)).isEmpty();
    assertThat(peer.remarks()).singleElement().asString().contains("PyTorch: absent", "no package torch",
        "-m pip install torch transformers");
  }

  @Test
  void aScriptThatFails() throws IOException {
    PythonPeer peer = PythonPeer.pytorch(python("echo 'MemoryError: too little' >&2", "exit 3"), true);
    assertThat(peer.measure(1, told::add)).isEmpty();
    assertThat(peer.remarks()).containsExactly("PyTorch: failed with exit code 3: MemoryError: too little");
  }

  @Test
  void anAnswerThatIsNone() throws IOException {
    PythonPeer peer = PythonPeer.pytorch(python("echo hello"), true);
    assertThatThrownBy(() -> peer.measure(1, told::add)).isInstanceOf(BenchmarkException.class).hasMessageContaining("no JSON");
  }
}
