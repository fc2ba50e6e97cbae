package org.electra4j.experiments.bench;

import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.objective.ReplacementSource.LearnedGenerator;
import org.electra4j.core.objective.WeightSharing;
import org.electra4j.core.train.Flops;

/**
 * What a training step trains.
 *
 * @param model sizes of both networks
 * @param examples of a batch
 * @param length positions of an example
 */
public record StepShape(ElectraConfig model, int examples, int length) {
  private static final int BATCH = 32;
  /** Of a step whose cost is looked at, whatever the length. */
  private static final int POSITIONS = 2048;
  private static final int LAYERS = 4;
  private static final int HIDDEN = 256;
  private static final int LENGTH = 128;
  private static final int VOCABULARY = 16_384;
  private static final double GENERATOR = 0.25;

  /** ELECTRA-Small as published at length 128, or the size that sweeps train at length 64. */
  static StepShape of(String what) {
    return switch (what) {
      case "small" -> new StepShape(ElectraConfig.small(30_522), BATCH, 128);
      case "sweep" -> new StepShape(ElectraConfig.sweep(8192), BATCH, 64);
      default -> throw new IllegalArgumentException("found " + what + ", wanted small or sweep");
    };
  }

  /** Four layers of 256, length 128, 16,384 tokens and a generator of a quarter, but for one of these: such as "hidden 512". */
  static StepShape varying(String what) {
    String[] words = what.split(" ");
    String value = words[1];
    return switch (words[0]) {
      case "hidden" -> varied(Integer.parseInt(value), LENGTH, VOCABULARY, GENERATOR);
      case "length" -> varied(HIDDEN, Integer.parseInt(value), VOCABULARY, GENERATOR);
      case "vocabulary" -> varied(HIDDEN, LENGTH, Integer.parseInt(value), GENERATOR);
      case "generator" -> varied(HIDDEN, LENGTH, VOCABULARY, value.equals("1") ? 1 : 1 / Double.parseDouble(value.substring(2)));
      default -> throw new IllegalArgumentException("found " + what + ", wanted hidden, length, vocabulary or generator, and its size");
    };
  }

  private static StepShape varied(int hidden, int length, int vocabulary, double generator) {
    ElectraConfig small = ElectraConfig.small(vocabulary);
    ElectraConfig model = new ElectraConfig(vocabulary, small.maxPositions(), small.embeddingSize(), hidden, LAYERS, small.headSize(),
        small.minimumHeads(), small.dropout(), small.objective().withSource(new LearnedGenerator(generator,
        WeightSharing.EMBEDDINGS)), small.masking(), small.generatorWeight(), small.discriminatorWeight(), small.start());
    return new StepShape(model, POSITIONS / length, length);
  }

  /** The matrix products and the positions of one step. */
  Work work() {
    double tokens = (double) examples * length;
    return Work.training(tokens * Flops.perToken(model, length), tokens);
  }
}
