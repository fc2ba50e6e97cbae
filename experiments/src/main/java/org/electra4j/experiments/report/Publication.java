package org.electra4j.experiments.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What the paper (Clark, Luong, Le, Manning: ELECTRA, ICLR 2020) says of an experiment. Numbers stand here only where the paper's text or
 * tables have them; what is only drawn in a figure is claimed in words, or not at all.
 *
 * @param title of our report
 * @param axis what differs between cells
 * @param reference the cell that the others are compared with; empty for the one that the rows name
 * @param finding the paper's, in our words
 * @param scores the paper's average GLUE scores by cell, in points of 100
 * @param scored what those were measured on
 * @param order groups of cells from the best to the worst; cells of a group are not ordered among themselves
 * @param partial why the order is not complete; empty where it is
 * @param claims to be tested
 */
record Publication(String title, String axis, String reference, String finding, Map<String, Double> scores, String scored,
    List<List<String>> order, String partial, List<Claim> claims) {

  private static final String BASE = "base size, 500,000 steps, average of the eight GLUE dev sets, medians of ten fine-tunings";

  /** Of an experiment by its label; of one that the paper does not have, an empty one. */
  static Publication of(String experiment) {
    return switch (experiment) {
      case "generator-size" -> generatorSize();
      case "weight-sharing" -> weightSharing();
      case "training-algorithm" -> trainingAlgorithm();
      case "efficiency" -> efficiency();
      case "replacement" -> replacement();
      case "model-size" -> modelSize();
      case "training-length" -> trainingLength();
      case "pretrain" -> unpublished("One pre-training");
      default -> unpublished(experiment);
    };
  }

  private static Publication unpublished(String title) {
    return new Publication(title, "cell", "", "", Map.of(), "", List.of(), "", List.of());
  }

  private static Publication generatorSize() {
    String where = "section 3.2, figure 3 left";
    List<String> best = List.of("1/4", "1/2");
    return new Publication("How large should the generator be?", "width of the generator, as a part of the main network's", "1/4",
        "Paper (section 3.2, figure 3): generators of 1/4 to 1/2 of the discriminator's width work best; the figure's values are not given "
            + "in numbers.", Map.of(), "", List.of(best, List.of("1/8", "3/4", "1"), List.of("unigram")),
        "the text names the best widths, the figure shows the unigram generator at the bottom, and the rest is not ordered here",
        List.of(Claim.better("A generator of 1/4 or 1/2 of the width beats one of full width", where, best, List.of("1")),
            Claim.better("A generator of 1/4 or 1/2 of the width beats one of 1/8", where, best, List.of("1/8")),
            Claim.better("Drawing from token frequencies is worse than any learned generator", where + " (as drawn)",
                List.of("1/8", "1/4", "1/2", "3/4", "1"), List.of("unigram"))));
  }

  private static Publication weightSharing() {
    String where = "section 3.2, weight sharing";
    return new Publication("What should generator and main network share?", "what the two networks share", "embeddings",
        "Paper (section 3.2, GLUE): nothing shared 83.6, token embeddings 84.3, all weights 84.4.",
        sequenced("none", 83.6, "token-embeddings", 84.3, "all", 84.4), BASE,
        List.of(List.of("all"), List.of("token-embeddings"), List.of("none")),
        "our cell of all embeddings is not a row of the paper",
        List.of(Claim.better("Sharing token embeddings beats sharing nothing (+0.7)", where, List.of("token-embeddings"), List.of("none")),
            Claim.better("Sharing all embeddings, as the published code does, beats sharing nothing", where, List.of("embeddings"),
                List.of("none")),
            Claim.close("Sharing all weights adds next to nothing to that (+0.1; here: within 1 point)", where, "all", "token-embeddings",
                1)));
  }

  private static Publication trainingAlgorithm() {
    String where = "section 3.2, figure 3 right";
    return new Publication("How should the two networks be trained?", "how they are trained", "joint",
        "Paper (section 3.2, figure 3): joint training by maximum likelihood is best; two-stage and adversarial training come below it, "
            + "adversarial training still above BERT. The values are only drawn.", Map.of(), "",
        List.of(List.of("joint"), List.of("two-stage", "adversarial"), List.of("bert")),
        "how two-stage and adversarial training compare is only drawn",
        List.of(Claim.better("Joint training beats training in two stages", where, List.of("joint"), List.of("two-stage")),
            Claim.better("Joint training beats adversarial training", where, List.of("joint"), List.of("adversarial")),
            Claim.better("Adversarial training still beats BERT", where, List.of("adversarial"), List.of("bert"))));
  }

  private static Publication efficiency() {
    String where = "table 5";
    return new Publication("What makes replaced-token detection efficient?", "what the main network learns from", "electra",
        "Paper (table 5, GLUE): ELECTRA 85.0, All-Tokens MLM 84.3, Replace MLM 82.4, ELECTRA 15 % 82.4, BERT 82.2.",
        sequenced("electra", 85.0, "all-tokens-mlm", 84.3, "replace-mlm", 82.4, "electra-15", 82.4, "bert", 82.2),
        "base size, average of the eight GLUE dev sets, medians of ten fine-tunings",
        List.of(List.of("electra"), List.of("all-tokens-mlm"), List.of("replace-mlm", "electra-15"), List.of("bert")),
        "Replace MLM and ELECTRA 15 % have the same score",
        List.of(Claim.better("ELECTRA beats BERT (+2.8)", where, List.of("electra"), List.of("bert")),
            Claim.better("Judging all tokens instead of the masked 15 % is most of the gain (+2.6)", where, List.of("electra"),
                List.of("electra-15")),
            Claim.close("All-Tokens MLM comes close to ELECTRA (−0.7; here: within 1 point)", where, "all-tokens-mlm", "electra", 1),
            Claim.better("All-Tokens MLM beats Replace MLM (+1.9)", where, List.of("all-tokens-mlm"), List.of("replace-mlm")),
            Claim.close("Replacing [MASK] by draws changes little in BERT (+0.2; here: within 1 point)", where, "replace-mlm", "bert", 1)));
  }

  private static Publication replacement() {
    return new Publication("How should replacements be drawn?", "how a replacement is drawn, and what a hit counts as", "sample",
        "Paper (section 2): replacements are sampled, and one that hits the original token counts as original. No scores are given for "
            + "other ways.", Map.of(), "", List.of(), "", List.of());
  }

  private static Publication modelSize() {
    String where = "figure 4, and table 1";
    List<Claim> claims = new ArrayList<>();
    for (String width : List.of("64", "128", "256")) {
      claims.add(Claim.better("ELECTRA beats BERT, here at width " + width, where, List.of("electra " + width), List.of("bert " + width)));
    }
    claims.add(new Claim("The gain over BERT grows as models get smaller (table 1: +4.8 small, +2.9 base)", where,
        List.of(Contrast.ofDifferences("electra 64", "bert 64", "electra 256", "bert 256")), 0));
    return new Publication("Does ELECTRA gain more in small models?", "network and width", "electra 128",
        "Paper (figure 4): the gain over BERT grows as models get smaller. Table 1 (GLUE): ELECTRA-Small 79.9 and BERT-Small "
            + "75.1, ELECTRA-Base 85.1 and BERT-Base 82.2.", Map.of(), "", List.of(), "", claims);
  }

  private static Publication trainingLength() {
    String where = "table 1";
    List<String> ascending = List.of("6.25%", "12.5%", "25%", "50%", "100%");
    List<Contrast> steps = new ArrayList<>();
    for (int i = 1; i < ascending.size(); i++) {
      steps.add(Contrast.of(ascending.get(i), ascending.get(i - 1)));
    }
    return new Publication("What does a shorter training cost?", "part of the training", "100%",
        "Paper (table 1, GLUE): ELECTRA-Small trained for 6.25 % of its steps 74.1, 12.5 % 76.0, 25 % 77.7, 50 % 79.0, all of "
            + "them 79.9.", sequenced("6.25%", 74.1, "12.5%", 76.0, "25%", 77.7, "50%", 79.0, "100%", 79.9),
        "ELECTRA-Small, average of the eight GLUE dev sets, medians of ten fine-tunings",
        ascending.reversed().stream().map(List::of).toList(), "",
        List.of(new Claim("Each doubling of the training raises the score", where, steps, 0),
            new Claim("The first doubling raises it more than the last (+1.9 against +0.9)", where,
                List.of(Contrast.ofDifferences("12.5%", "6.25%", "100%", "50%")), 0),
            Claim.close("A sixteenth of the training comes within 6 points of all of it (5.8)", where, "100%", "6.25%", 6)));
  }

  private static SequencedMap<String, Double> sequenced(Object... cellsAndScores) {
    SequencedMap<String, Double> scores = new LinkedHashMap<>();
    for (int i = 0; i < cellsAndScores.length; i += 2) {
      scores.put((String) cellsAndScores[i], (Double) cellsAndScores[i + 1]);
    }
    return scores;
  }
}
