package org.electra4j.experiments.report;

import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.electra4j.core.train.Evaluation;

/**
 * One finished run: everything that is the same on every machine.
 *
 * @param run id: hash of configuration, data and seed
 * @param experiment such as generator-size
 * @param cell such as 1/4
 * @param reference name of the cell that the experiment compares the others with
 * @param comparison what this cell has as much of as its reference: steps or floating-point operations
 * @param seed of the run
 * @param commit of the program, with "-dirty" where it had changes; "unknown" outside a checkout
 * @param configuration every key and value, model and training
 * @param corpus what the text is
 * @param dataChecksum of the packed examples
 * @param vocabularyChecksum of vocab.txt
 * @param parameters trained floats
 * @param flops of the whole run, matrix products
 * @param publishedFlops of the whole run, by the published script's convention
 * @param unigramEntropy of the training text, in nats
 * @param contextStep first step at whose row of the curve the masked-LM loss stands 0.3 nats below the unigram entropy; -1 for never
 * @param evaluation on held-out text
 * @param scores of fine-tuning by task
 * @param hashOfWeights after pre-training
 * @param health what was noticed in training; empty for nothing, null where nobody watched
 */
public record ResultRow(String run, String experiment, String cell, String reference, Comparison comparison, long seed,
    String commit, SequencedMap<String, String> configuration, String corpus, String dataChecksum, String vocabularyChecksum,
    long parameters, double flops, double publishedFlops, double unigramEntropy, long contextStep, Evaluation evaluation,
    SequencedMap<String, Double> scores, String hashOfWeights, String health) {
  /** What an experiment may be called: files bear its name, and so none may lead out of its folder. */
  public static final Pattern EXPERIMENT = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  /** The same in words. */
  public static final String EXPERIMENT_IN_WORDS = "lower-case letters, digits and hyphens, at most 64";

  /** The same run as a cell of another experiment. */
  public ResultRow in(String otherExperiment, String otherCell, String otherReference, Comparison otherComparison) {
    return new ResultRow(run, otherExperiment, otherCell, otherReference, otherComparison, seed, commit, configuration, corpus,
        dataChecksum, vocabularyChecksum, parameters, flops, publishedFlops, unigramEntropy, contextStep, evaluation, scores,
        hashOfWeights, health);
  }

  /** Whether it was pre-trained at all. */
  boolean trained() {
    return !configuration.getOrDefault("steps", "").equals("0");
  }

  /** How far the held-out masked-LM loss stands below the unigram entropy, in nats; NaN where nothing was learned that fills in masks. */
  public double belowUnigram() {
    return trained() ? unigramEntropy - evaluation.maskedLmLoss() : Double.NaN;
  }
}
