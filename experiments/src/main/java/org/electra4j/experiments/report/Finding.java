package org.electra4j.experiments.report;

/**
 * What the paper found, in our words, for the notes beside our own figures (docs/numerics.md says from which section).
 *
 * @param axis what differs between cells
 * @param published the paper's finding
 */
record Finding(String axis, String published) {

  static Finding of(String experiment) {
    return switch (experiment) {
      case "generator-size" -> new Finding("width of the generator, as a fraction of the main network's",
          "Paper (section 3.2, figure 3): widths of 1/4 to 1/2 of the discriminator's work best; unigram replacements are worst.");
      case "weight-sharing" -> new Finding("what generator and main network share",
          "Paper (section 3.2, GLUE): nothing shared 83.6, token embeddings 84.3, all weights 84.4.");
      default -> new Finding("cell", "");
    };
  }
}
