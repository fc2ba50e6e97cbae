package org.electra4j.experiments.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.electra4j.core.model.Settings;
import org.electra4j.experiments.report.Comparison;
import org.electra4j.experiments.run.Configuration;

/** The experiments of the paper (Clark, Luong, Le, Manning; 2020), each with a cell that is not pre-trained at all. */
public enum PaperExperiment implements Experiment {
  /** Section 3.2, figure 3 left. */
  GENERATOR_SIZE("How large should the generator be? (paper, section 3.2, figure 3)",
      "1/4", List.of("source", "generatorSize"), Comparison.STEPS, base -> Stream.concat(
          Stream.of(Cell.of("unigram", "source", "unigram"), Cell.of("uniform", "source", "uniform")),
          Stream.of("1/8", "1/4", "1/2", "3/4", "1").map(size -> Cell.of(size, "source", "learned", "generatorSize", size))).toList()),

  /** Section 3.2, "weight sharing". */
  WEIGHT_SHARING("What should generator and main network share? (paper, section 3.2)",
      "embeddings", List.of("source", "generatorSize", "sharing"), Comparison.STEPS, base ->
          Stream.of("none", "none-as-published", "token-embeddings", "embeddings", "all")
              // Where all widths are one, the two ways of sharing nothing are one.
              .filter(sharing -> !sharing.equals("none-as-published") || base.model().embeddingSize() != base.model().hiddenSize())
              .map(sharing -> Cell.of(sharing, "source", "learned", "generatorSize", "1", "sharing", sharing)).toList()),

  /** Section 3.2, figure 3 right: which way of training gives most for the computation. */
  TRAINING_ALGORITHM("How should the two networks be trained? (paper, section 3.2, figure 3)",
      "joint", List.of("source", "generatorSize", "sharing", "prediction", "training", "generatorSteps", "maskShare", "randomShare"),
      Comparison.FLOPS, base -> List.of(
          Cell.of("joint", "training", "joint"),
          Cell.of("two-stage", "training", "two-stage", "generatorSteps", Settings.text(Math.max(1, base.pretrain().steps() / 2)),
              "generatorSize", "1", "sharing", "none"),
          Cell.of("adversarial", "training", "adversarial"),
          bert("bert"))),

  /** Section 3.4, table 5: what makes ELECTRA learn more from the same text. */
  EFFICIENCY("What makes replaced-token detection efficient? (paper, section 3.4, table 5)",
      "electra", List.of("prediction", "judged", "maskShare", "randomShare", "nextSentence"), Comparison.STEPS, base -> List.of(
          Cell.of("electra", "prediction", "replaced-token-detection"),
          Cell.of("all-tokens-mlm", "prediction", "all-tokens-mlm"),
          Cell.of("replace-mlm", "prediction", "replace-mlm"),
          Cell.of("electra-15", "judged", "masked-tokens"),
          bert("bert"))),

  /** Section 2: replacements are drawn from the generator, and a draw that hits the original counts as original. */
  REPLACEMENT("How should replacements be drawn, and what of those that hit the original? (paper, section 2)",
      "sample", List.of("replacement", "temperature", "correct"), Comparison.STEPS, base -> List.of(
          Cell.of("sample", "replacement", "sample"),
          Cell.of("argmax", "replacement", "argmax"),
          Cell.of("temperature 0.5", "temperature", "0.5"),
          Cell.of("temperature 2", "temperature", "2"),
          Cell.of("excluded", "correct", "excluded"),
          Cell.of("disallowed", "correct", "disallowed"))),

  /** Section 3.4, figure 4: ELECTRA beside BERT in several widths. */
  MODEL_SIZE("Does ELECTRA gain more in small models? (paper, section 3.4, figure 4)",
      "electra 128", List.of("hiddenSize", "embeddingSize", "prediction", "maskShare", "randomShare"), Comparison.STEPS,
      base -> Stream.of("64", "128", "256").flatMap(width -> Stream.of(
          Cell.of("electra " + width, "hiddenSize", width, "embeddingSize", width),
          bert("bert").after("bert " + width, sequenced("hiddenSize", width, "embeddingSize", width)))).toList()),

  /** Table 1: ELECTRA-Small trained for a part of its time, each part on a schedule of its own. */
  TRAINING_LENGTH("What does a shorter training cost? (paper, section 3.3, table 1)", "100%", List.of(), Comparison.STEPS,
      base -> Stream.of(6.25, 12.5, 25.0, 50.0, 100.0).map(percent -> shortened(base, percent)).toList()) {
    @Override
    public boolean mayEqualFlops() {
      return false;
    }
  };

  /** The first weights, fine-tuned like the others: what pre-training is worth at this budget. */
  private static final Cell UNTRAINED = Cell.of("untrained", "steps", "0");

  private final String question;
  private final String reference;
  private final Set<String> varied;
  private final Comparison comparison;
  private final Function<Configuration, List<Cell>> cells;

  PaperExperiment(String question, String reference, List<String> varied, Comparison comparison,
      Function<Configuration, List<Cell>> cells) {
    this.question = question;
    this.reference = reference;
    this.varied = Set.copyOf(varied);
    this.comparison = comparison;
    this.cells = cells;
  }

  /** BERT's masks: of the chosen positions eight tenths masked, one tenth replaced at random, one tenth left as it was. */
  private static Cell bert(String name) {
    return Cell.of(name, "prediction", "masked-language-model", "maskShare", "0.8", "randomShare", "0.1");
  }

  private static SequencedMap<String, String> sequenced(String... keysAndValues) {
    return Cell.of("", keysAndValues).changes();
  }

  /** A part of the steps; warm-up and curve in proportion. */
  private static Cell shortened(Configuration base, double percent) {
    Configuration part = base.withSteps(Math.max(1, Math.round(base.pretrain().steps() * percent / 100)));
    SequencedMap<String, String> before = base.settings();
    SequencedMap<String, String> changes = new LinkedHashMap<>();
    part.settings().forEach((key, value) -> {
      if (!value.equals(before.get(key))) {
        changes.put(key, value);
      }
    });
    return new Cell(Settings.text(percent) + "%", changes);
  }

  @Override
  public String label() {
    return Settings.text(this);
  }

  /** What it asks, and where the paper does. */
  public String question() {
    return question;
  }

  @Override
  public String reference() {
    return reference;
  }

  @Override
  public Set<String> varied() {
    return varied;
  }

  @Override
  public Comparison comparison() {
    return comparison;
  }

  @Override
  public List<Cell> cells(Configuration base) {
    List<Cell> all = new ArrayList<>(cells.apply(base));
    all.add(UNTRAINED);
    return all;
  }

  /** Labels of all of them. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(PaperExperiment::label).toList();
  }
}
