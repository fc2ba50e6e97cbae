package org.electra4j.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model on its way out and back in, and what it says of text. Whether others understand it, exchange.py asks. */
class ExchangeCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  private Path folder;

  private Path text;
  private Path run;

  @BeforeEach
  void writeText() throws IOException {
    text = SmallCorpus.text(folder);
    run = folder.resolve("run");
  }

  private CommandLineRun pretrain(Path out, String... more) {
    List<String> arguments = new ArrayList<>(List.of("pretrain", "--corpus", text.toString(), "--out", out.toString(), "--threads", "1"));
    arguments.addAll(List.of(SmallCorpus.SETTINGS));
    arguments.addAll(List.of(more));
    return done(arguments.toArray(String[]::new));
  }

  private CommandLineRun done(String... arguments) {
    CommandLineRun ended = CommandLineRun.of(folder, arguments);
    assertThat(ended.code()).as(ended.err() + ended.out()).isZero();
    return ended;
  }

  private void refused(int code, String message, String... arguments) {
    CommandLineRun ended = CommandLineRun.of(folder, arguments);
    assertThat(ended.code()).as(ended.err() + ended.out()).isEqualTo(code);
    assertThat(ended.err()).contains(message).hasLineCount(1);
  }

  private List<JsonNode> answers(String... arguments) throws IOException {
    List<JsonNode> answers = new ArrayList<>();
    for (String line : done(arguments).out().lines().filter(line -> line.startsWith("{")).toList()) {
      answers.add(JSON.readTree(line));
    }
    return answers;
  }

  @ParameterizedTest
  @ValueSource(strings = {"embeddings", "token-embeddings", "none"})
  void whatWasExportedAndImportedIsExportedAsTheSameBytes(String sharing) throws IOException {
    pretrain(run, "--set", "sharing=" + sharing);
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    done("export", "--checkpoint", run.toString(), "--out", first.toString());
    CommandLineRun imported = done("import", first.resolve("discriminator").toString(), "--generator",
        first.resolve("generator").toString(), "--out", folder.resolve("imported").toString());
    assertThat(imported.out()).contains("electra finetune --checkpoint");
    done("export", "--checkpoint", folder.resolve("imported").toString(), "--out", second.toString());
    for (String network : List.of("discriminator", "generator")) {
      for (String file : List.of("model.safetensors", "config.json", "vocab.txt", "tokenizer.json", "tokenizer_config.json",
          "special_tokens_map.json")) {
        assertThat(second.resolve(network).resolve(file)).as(file).hasSameBinaryContentAs(first.resolve(network).resolve(file));
      }
    }
    assertThat(Files.readString(first.resolve("discriminator/README.md"))).contains("# Discriminator of an ELECTRA", "| steps | 12 |",
        "ElectraForPreTraining.from_pretrained");
  }

  @Test
  void pretrainingGoesOnFromAModel() throws IOException {
    pretrain(run);
    done("export", "--checkpoint", run.toString(), "--out", folder.resolve("hf").toString());
    done("import", folder.resolve("hf/discriminator").toString(), "--generator", folder.resolve("hf/generator").toString(), "--out",
        folder.resolve("imported").toString());
    String[] further = {"pretrain", "--from", folder.resolve("imported").toString(), "--corpus", text.toString(), "--out",
        folder.resolve("further").toString(), "--threads", "1", "--steps", "3", "--set", "batchSize=4", "--set", "microBatch=2", "--set",
        "warmupSteps=0", "--set", "learningRate=1e-9", "--set", "evaluationExamples=12", "--set", "length=16"};
    assertThat(done(further).out()).contains("electra finetune --checkpoint");
    assertThat(Files.readString(folder.resolve("further/runs.csv"))).contains("begunWith");
    // Hardly a step at such a rate: it says what the first model said.
    assertThat(replaced(folder.resolve("further"))).usingElementComparator((a, b) -> Math.abs(a - b) < 1e-3 ? 0 : 1)
        .isEqualTo(replaced(run));
    assertThat(done(further).out()).contains("nothing is left to do");
  }

  private List<Double> replaced(Path checkpoint) throws IOException {
    JsonNode answer = answers("detect", "--checkpoint", checkpoint.toString(), "--json", "the river sees a small house").getFirst();
    return StreamSupport.stream(answer.get("tokens").spliterator(), false).map(token -> token.get("replaced").doubleValue()).toList();
  }

  @Test
  void aModelIsAskedAboutText() throws IOException {
    pretrain(run);
    String at = run.toString();
    List<JsonNode> detected = answers("detect", "--checkpoint", at, "--json", "the river sees a house", "stone");
    assertThat(detected).hasSize(2);
    assertThat(detected.getFirst().get("tokens")).hasSize(5).allSatisfy(token ->
        assertThat(token.get("replaced").doubleValue()).isBetween(0.0, 1.0));
    assertThat(done("detect", "--checkpoint", at, "the river").out().lines()).containsSequence("text\ttoken\treplaced").hasSize(3);
    JsonNode filled = answers("fill", "--checkpoint", at, "--json", "--top", "3", "the [MASK] sees a [MASK]").getFirst();
    assertThat(filled.get("masks")).hasSize(2).allSatisfy(mask -> assertThat(mask).hasSize(3));
    assertThat(filled.at("/masks/0/0/probability").doubleValue()).isGreaterThanOrEqualTo(filled.at("/masks/0/1/probability").doubleValue());
    JsonNode embedded = answers("embed", "--checkpoint", at, "--json", "the river").getFirst();
    assertThat(embedded.get("vector")).hasSize(16);
    // Longer than the model reads at once: in pieces of 14 tokens.
    String lengthy = "the river sees a small house ".repeat(7).strip();
    assertThat(answers("detect", "--checkpoint", at, "--json", lengthy).getFirst().get("tokens")).hasSize(56);
    refused(65, "the text holds [MASK] 0 times", "fill", "--checkpoint", at, "no mask");
    refused(65, "expected at most 14, which the model was trained on", "fill", "--checkpoint", at, lengthy + " [MASK]");
    refused(65, "holds no checkpoint", "detect", "--checkpoint", folder.toString(), "x");
  }

  @Test
  void aModelThatLearnedNoGeneratorFillsNothingIn() {
    pretrain(run, "--set", "source=unigram");
    refused(65, "learned no generator", "fill", "--checkpoint", run.toString(), "a [MASK]");
    done("export", "--checkpoint", run.toString(), "--out", folder.resolve("hf").toString());
    assertThat(folder.resolve("hf/generator")).doesNotExist();
    done("import", folder.resolve("hf/discriminator").toString(), "--out", folder.resolve("imported").toString());
    done("detect", "--checkpoint", folder.resolve("imported").toString(), "the river");
  }

  @Test
  void aMaskedLanguageModelIsExchangedToo() {
    pretrain(run, "--set", "prediction=masked-language-model");
    refused(65, "not trained to tell replaced tokens", "detect", "--checkpoint", run.toString(), "the river");
    done("export", "--checkpoint", run.toString(), "--out", folder.resolve("hf").toString());
    done("import", folder.resolve("hf/masked-lm").toString(), "--out", folder.resolve("imported").toString());
    assertThat(done("fill", "--checkpoint", folder.resolve("imported").toString(), "the [MASK]").out())
        .isEqualTo(done("fill", "--checkpoint", run.toString(), "the [MASK]").out());
    refused(64, "fills masks in itself", "import", folder.resolve("hf/masked-lm").toString(), "--generator",
        folder.resolve("hf/masked-lm").toString(), "--out", folder.resolve("other").toString());
  }

  @Test
  void aFineTunedModelIsKeptAndAsked() throws IOException {
    pretrain(run);
    Path glue = SmallCorpus.glue(folder);
    String[] tune = {"finetune", "--checkpoint", run.toString(), "--glue", glue.toString(), "--set", "fineTuneLength=16", "--set",
        "fineTuneEpochs=1", "--save", folder.resolve("tuned").toString()};
    done(tune);
    byte[] rows = Files.readAllBytes(run.resolve("finetune.csv"));
    done(tune);
    assertThat(Files.readAllBytes(run.resolve("finetune.csv"))).as("tuned again for its model, with the same row").isEqualTo(rows);
    String model = folder.resolve("tuned/rte").toString();
    JsonNode answer = answers("classify", "--model", model, "--json", "--pair", "the river\ta house").getFirst();
    double sum = StreamSupport.stream(answer.get("scores").spliterator(), false).mapToDouble(JsonNode::doubleValue).sum();
    assertThat(sum).isCloseTo(1, within(1e-9));
    assertThat(answer.get("label").textValue()).isIn("entailment", "not_entailment");
    assertThat(done("classify", "--model", model, "the river").out().lines()).first().isEqualTo("label\tentailment\tnot_entailment\ttext");
    refused(64, "holds no tab", "classify", "--model", model, "--pair", "the river");
    refused(65, "there is no such file", "classify", "--model", folder.toString(), "the river");
    try (Stream<Path> files = Files.list(folder.resolve("tuned/rte"))) {
      assertThat(files.map(file -> file.getFileName().toString())).contains("config.json", "model.safetensors", "README.md");
    }
  }

  @Test
  void foldersThatDoNotFitAreRefused() throws IOException {
    pretrain(run);
    done("export", "--checkpoint", run.toString(), "--out", folder.resolve("hf").toString());
    refused(65, "config.json: there is no such file", "import", folder.toString(), "--out", folder.resolve("other").toString());
    Path config = folder.resolve("hf/generator/config.json");
    Files.writeString(config, Files.readString(config).replace("\"num_hidden_layers\" : 1", "\"num_hidden_layers\" : 2"));
    refused(64, "num_hidden_layers is 2, expected 1", "import", folder.resolve("hf/discriminator").toString(), "--generator",
        folder.resolve("hf/generator").toString(), "--out", folder.resolve("other").toString());
    assertThat(folder.resolve("other")).doesNotExist();
  }
}
