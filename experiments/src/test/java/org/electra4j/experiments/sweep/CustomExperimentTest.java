package org.electra4j.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.electra4j.core.model.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Experiments from files: what they say, and what is said of one that is wrong. */
class CustomExperimentTest {
  @TempDir
  private Path folder;

  private CustomExperiment read(String text) {
    try {
      return CustomExperiment.read(Files.writeString(folder.resolve("mine.yaml"), text));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void axesMakeEveryCombination() {
    CustomExperiment mine = read("""
        # a comment
        name: dropout
        preset: standard
        fixed: {steps: 800, warmupSteps: 50, fineTuneEpochs: 2}
        axes:
          dropout: [0, 0.1]
          generatorSize: [1/4, 1/2]
        reference: dropout 0.1 + generatorSize 1/4
        tasks: [module]
        """);
    assertThat(mine.label()).isEqualTo("dropout");
    assertThat(mine.preset()).isEqualTo("standard");
    assertThat(mine.fixed()).containsExactly(Map.entry("steps", "800"), Map.entry("warmupSteps", "50"), Map.entry("fineTuneEpochs", "2"));
    assertThat(mine.given()).extracting(Experiment.Cell::name).containsExactly("dropout 0 + generatorSize 1/4",
        "dropout 0 + generatorSize 1/2", "dropout 0.1 + generatorSize 1/4", "dropout 0.1 + generatorSize 1/2");
    assertThat(mine.given().get(1).changes()).containsExactly(Map.entry("dropout", "0"), Map.entry("generatorSize", "1/2"));
    assertThat(mine.reference()).isEqualTo("dropout 0.1 + generatorSize 1/4");
    assertThat(mine.varied()).isEqualTo(Set.of("dropout", "generatorSize"));
    assertThat(mine.tasks()).isEqualTo(List.of("module"));
  }

  @Test
  void cellsMayBeGivenOneByOne() {
    CustomExperiment mine = read("""
        name: mine
        cells:
          plain: {}
          hot: {learningRate: 2e-3}
        """);
    assertThat(mine.given()).extracting(Experiment.Cell::name).containsExactly("plain", "hot");
    assertThat(mine.reference()).isEqualTo("plain");
    assertThat(mine.preset()).isNull();
    assertThat(mine.varied()).as("the plain cell's learning rate may be set").isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "'name: x;axis: {dropout: [0]}' | line 2: there is no key axis: did you mean axes?",
      "'name: x;axes:;  dropuot: [0]' | line 3: there is no key dropuot: did you mean dropout?",
      "'name: x;axes: {dropout: [0]};fixed:;  stepps: 3' | line 4: there is no key stepps: did you mean steps?",
      "'name: x;axes: {dropout: [0]};fixed: {dropout: 1}' | line 3: found dropout stands in fixed, and every cell sets it too",
      "'axes: {dropout: [0]}' | line 1: found no name, expected a line such as name: ...",
      "'name: Mine!;axes: {dropout: [0]}' | line 1: found name is Mine!, expected lower-case letters",
      "'name: replacement;axes: {dropout: [0]}' | line 1: found name is replacement, expected lower-case letters",
      "'name: x' | line 1: found neither axes nor cells, expected one of them",
      "'name: x;axes: {dropout: [0]};cells: {a: {}}' | line 1: found both axes and cells, expected one of them",
      "'name: x;axes: {dropout: 0}' | line 2: found dropout without a list, expected values in brackets",
      "'name: x;axes: {dropout: [[1]]}' | line 2: found dropout without a word or number",
      "'name: x;name: y;axes: {dropout: [0]}' | line 2: found name a second time",
      "'name: x;preset: huge;axes: {dropout: [0]}' | line 2: preset is huge: expected one of quick, overnight, standard",
      "'name: x;axes: {dropout: [0]};reference: dropout 1' | line 3: found reference is dropout 1, expected one of the cells: dropout 0",
      "'name: x;cells: {\"a, b\": {}}' | line 2: found cell a, b, expected a name without a comma",
      "'name: [x' | line 1: found ",
      "'' | found nothing, expected name and axes"})
  void whatIsWrongIsNamedWithItsLine(String text, String message) {
    assertThatThrownBy(() -> read(text.replace(";", "\n"))).isInstanceOf(ConfigException.class)
        .hasMessageContaining("mine.yaml").hasMessageContaining(message).hasMessageNotContaining("\n");
  }
}
