package org.electra4j.core.train;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** What a recording of the JDK's Flight Recorder shows of a training; without a recording they cost nothing. */
final class TrainingEvents {
  private TrainingEvents() {}

  /** One update of all weights. */
  @Name("electra4j.Step")
  @Label("Training step")
  @Category("electra4j")
  @StackTrace(false)
  static final class Step extends Event {
    @Label("Step")
    long step;
    @Label("Loss")
    double loss;
    @Label("Masked-LM loss")
    double maskedLm;
    @Label("Gradient norm")
    double gradientNorm;
    @Label("Tokens")
    @Description("Positions of the batch that are not padding")
    long tokens;
  }

  /** An evaluation on held-out text. */
  @Name("electra4j.Evaluation")
  @Label("Evaluation")
  @Category("electra4j")
  @StackTrace(false)
  static final class Evaluated extends Event {
    @Label("After step")
    long step;
    @Label("Examples")
    long examples;
    @Label("Masked-LM loss")
    double maskedLm;
  }

  /** A checkpoint, from the first byte until it is verified and on disk. */
  @Name("electra4j.Checkpoint")
  @Label("Checkpoint")
  @Category("electra4j")
  @StackTrace(false)
  static final class Saved extends Event {
    @Label("Step")
    long step;
    @Label("Size")
    @DataAmount
    long bytes;
  }
}
