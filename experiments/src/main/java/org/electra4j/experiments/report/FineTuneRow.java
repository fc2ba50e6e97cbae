package org.electra4j.experiments.report;

import java.util.SequencedMap;
import org.electra4j.core.finetune.FineTuner;

/**
 * One fine-tuning: what defines it, and what came out. The same on every machine.
 *
 * @param model id of the pre-trained model
 * @param start checkpoint, or random for random weights in the same shape
 * @param task such as cola
 * @param seed of head, dropout and order
 * @param configuration every fineTune key with its value
 * @param examplesChecksum of the task's examples
 * @param vocabularyChecksum of vocab.txt
 * @param result null before it ran
 */
public record FineTuneRow(String model, String start, String task, long seed, SequencedMap<String, String> configuration,
    String examplesChecksum, String vocabularyChecksum, FineTuner.Result result) {

  /** With what came out. */
  public FineTuneRow with(FineTuner.Result out) {
    return new FineTuneRow(model, start, task, seed, configuration, examplesChecksum, vocabularyChecksum, out);
  }
}
