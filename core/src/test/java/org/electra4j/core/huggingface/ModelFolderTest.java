package org.electra4j.core.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.model.ElectraWeights;
import org.electra4j.core.model.SequenceHeadWeights;
import org.electra4j.core.nn.DenseWeights;
import org.electra4j.core.nn.Initializer.GlorotUniform;
import org.electra4j.core.nn.NormWeights;
import org.electra4j.core.nn.Parameter;
import org.electra4j.core.nn.ParameterMemory;
import org.electra4j.core.nn.ParameterPlan;
import org.electra4j.core.text.TextNormalizer;
import org.electra4j.core.text.Vocabulary;
import org.electra4j.simd.WorkerPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What transformers itself says of these folders is the business of experiments/src/test/python/exchange.py. */
class ModelFolderTest {
  private static final int VOCABULARY = 40;
  private static final ElectraConfig TINY = ElectraConfig.tiny(VOCABULARY);
  private static final ElectraConfig CONFIG = new ElectraConfig(VOCABULARY, 12, 8, 16, 2, 8, 1, 0, TINY.objective(), TINY.masking(), 1, 50,
      TINY.start());
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  private Path folder;

  /** Weights of their own memory. */
  private record Networks(ElectraWeights weights, ParameterMemory memory) {
    static Networks of(Arena arena) {
      ParameterPlan plan = new ParameterPlan();
      ElectraWeights weights = ElectraWeights.declare(plan, CONFIG);
      return new Networks(weights, plan.allocate(arena));
    }

    Networks initialised(long seed) {
      try (WorkerPool workers = new WorkerPool(1)) {
        memory.initialise(workers, seed);
      }
      return this;
    }
  }

  private static ModelFolder.Surroundings around() {
    List<String> tokens = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
    IntStream.range(tokens.size(), VOCABULARY).forEach(i -> tokens.add(i % 2 == 0 ? "##p" + i : "w" + i));
    return new ModelFolder.Surroundings(Vocabulary.of(tokens), new TextNormalizer(true, true), 12, "# A card\n");
  }

  private void write(Networks networks) {
    ModelFolder.writeDiscriminator(folder.resolve("d"), CONFIG.main(), networks.weights.main(), networks.weights.discriminatorHead(),
        around());
    ModelFolder.writeMaskedLm(folder.resolve("g"), CONFIG.generator(), networks.weights.generator(), networks.weights.mlmHead(), around());
  }

  @Test
  void bothNetworksComeBackBitByBit() {
    try (Arena arena = Arena.ofShared()) {
      Networks written = Networks.of(arena).initialised(3);
      write(written);
      Networks read = Networks.of(arena);
      ModelFolder.readDiscriminator(folder.resolve("d"), read.weights.main(), read.weights.discriminatorHead());
      ModelFolder.readMaskedLm(folder.resolve("g"), read.weights.generator(), read.weights.mlmHead());
      assertThat(read.memory.hashOfWeights()).isEqualTo(written.memory.hashOfWeights());
      assertThat(ModelFolder.size(folder.resolve("d"))).usingRecursiveComparison().ignoringFields("dropout").isEqualTo(CONFIG.main());
      assertThat(ModelFolder.size(folder.resolve("g")).hiddenSize()).isEqualTo(CONFIG.generator().hiddenSize());
      assertThat(ModelFolder.fillsMasks(folder.resolve("g"))).isTrue();
      assertThat(ModelFolder.fillsMasks(folder.resolve("d"))).isFalse();
      assertThat(ModelFolder.vocabulary(folder.resolve("d")).checksum()).isEqualTo(around().vocabulary().checksum());
      assertThat(ModelFolder.normalizer(folder.resolve("d"))).isEqualTo(around().normalizer());
      assertThat(ModelFolder.maxLength(folder.resolve("d"))).isEqualTo(12);
    }
  }

  @Test
  void dataLieAsTransformersWantsThem() {
    try (Arena arena = Arena.ofShared()) {
      Networks networks = Networks.of(arena).initialised(5);
      write(networks);
      try (Safetensors file = Safetensors.open(folder.resolve("d/model.safetensors"))) {
        assertThat(file.tensors()).hasSize(3 + 2 + 2 + 2 * 16 + 4).containsKeys("electra.embeddings_project.weight",
            "discriminator_predictions.dense_prediction.bias");
        Safetensors.Entry key = file.tensors().get("electra.encoder.layer.1.attention.self.key.weight");
        assertThat(key.shape()).containsExactly(16L, 16L);
        MemorySegment memory = arena.allocate(key.bytes(), 64);
        file.read(key, memory);
        Parameter ours = networks.weights.main().layers().get(1).queryKeyValue().weight();
        // [out, in] there, [in, query | key | value] here.
        assertThat(memory.getAtIndex(ValueLayout.JAVA_FLOAT, 3 * 16 + 7)).isEqualTo(ours.value().get(7, 16 + 3));
      }
    }
  }

  @Test
  void aVocabularyIsFoundInTheFastTokenizerToo() throws IOException {
    try (Arena arena = Arena.ofShared()) {
      write(Networks.of(arena).initialised(1));
      Files.delete(folder.resolve("d/vocab.txt"));
      assertThat(ModelFolder.vocabulary(folder.resolve("d")).checksum()).isEqualTo(around().vocabulary().checksum());
      JsonNode fast = JSON.readTree(folder.resolve("d/tokenizer.json").toFile());
      assertThat(fast.at("/normalizer/lowercase").booleanValue()).isTrue();
      assertThat(fast.at("/model/vocab/[MASK]").intValue()).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "model_type                | \"bert\"   | model_type is bert, expected electra",
      "hidden_act                | \"relu\"   | hidden_act is relu, expected gelu",
      "layer_norm_eps            | 1e-5       | layer_norm_eps is",
      "intermediate_size         | 60         | expected four times as much",
      "num_attention_heads       | 3          | not divisible by 3 heads",
      "type_vocab_size           | 4          | expected 2",
      "hidden_size               | \"wide\"   | expected a whole number",
      "position_embedding_type   | \"relative_key\" | expected absolute"})
  void aModelThatCannotBeHadHereIsRefused(String field, String value, String message) throws IOException {
    try (Arena arena = Arena.ofShared()) {
      write(Networks.of(arena).initialised(1));
      Path file = folder.resolve("d/config.json");
      ObjectNode json = (ObjectNode) JSON.readTree(file.toFile());
      json.set(field, JSON.readTree(value));
      Files.writeString(file, json.toString());
      assertThatThrownBy(() -> ModelFolder.size(folder.resolve("d"))).isInstanceOf(ModelFolderException.class)
          .hasMessageContaining("config.json").hasMessageContaining(message);
    }
  }

  @Test
  void whatIsMissingIsNamedAndNothingIsTouched() throws IOException {
    try (Arena arena = Arena.ofShared()) {
      write(Networks.of(arena).initialised(1));
      Networks read = Networks.of(arena);
      String before = read.memory.hashOfWeights();
      assertThatThrownBy(() -> ModelFolder.readMaskedLm(folder.resolve("d"), read.weights.generator(), read.weights.mlmHead()))
          .isInstanceOf(ModelFolderException.class)
          .hasMessageContaining("tensor electra.encoder.layer.0.attention.self.query.weight is F32 [16, 16], expected F32 [8, 8]");
      assertThatThrownBy(() -> ModelFolder.readDiscriminator(folder.resolve("none"), read.weights.main(),
          read.weights.discriminatorHead())).isInstanceOf(ModelFolderException.class).hasMessageContaining("there is no such file");
      assertThat(read.memory.hashOfWeights()).isEqualTo(before);
      Files.writeString(folder.resolve("d/config.json"), "[1]");
      assertThatThrownBy(() -> ModelFolder.size(folder.resolve("d"))).hasMessageContaining("not a JSON object");
      Files.writeString(folder.resolve("d/config.json"), "{");
      assertThatThrownBy(() -> ModelFolder.size(folder.resolve("d"))).hasMessageContaining("is not JSON");
      assertThatThrownBy(() -> ModelFolder.labels(folder.resolve("g"))).hasMessageContaining("expected ElectraForSequenceClassification");
    }
  }

  @Test
  void theOneLayerHeadIsExpressedInTwo() {
    int hidden = 64;
    int outputs = 3;
    SplittableRandom random = new SplittableRandom(7);
    try (Arena arena = Arena.ofShared(); WorkerPool workers = new WorkerPool(1)) {
      ParameterPlan plan = new ParameterPlan();
      DenseWeights head = DenseWeights.declare(plan, "head", hidden, outputs, new GlorotUniform());
      NormWeights norm = NormWeights.declare(plan, "norm", hidden);
      SequenceHeadWeights expressed = SequenceHeadWeights.declare(plan, hidden, outputs);
      plan.allocate(arena).initialise(workers, 2);
      PublishedHead.express(head, norm, expressed);
      double[] x = normalised(random, hidden);
      for (int output = 0; output < outputs; output++) {
        double expected = head.bias().value().get(0, output);
        double found = expressed.output().bias().value().get(0, output);
        for (int i = 0; i < hidden; i++) {
          expected += x[i] * head.weight().value().get(i, output);
          double dense = expressed.dense().bias().value().get(0, i);
          for (int j = 0; j < hidden; j++) {
            dense += x[j] * expressed.dense().weight().value().get(j, i);
          }
          assertThat(dense).as("large enough for GELU(x) = x").isGreaterThan(6);
          found += dense * expressed.output().weight().value().get(i, output);
        }
        assertThat(found).isCloseTo(expected, within(2e-6));
      }
    }
  }

  /** With mean 0 and variance 1, and one value that stands out as far as it can. */
  private static double[] normalised(SplittableRandom random, int count) {
    double[] x = random.doubles(count, -1e-3, 1e-3).toArray();
    x[5] = -1;
    double mean = IntStream.range(0, count).mapToDouble(i -> x[i]).sum() / count;
    double variance = IntStream.range(0, count).mapToDouble(i -> (x[i] - mean) * (x[i] - mean)).sum() / count;
    return IntStream.range(0, count).mapToDouble(i -> (x[i] - mean) / Math.sqrt(variance)).toArray();
  }
}
