package org.electra4j.experiments;

import java.nio.file.Path;
import java.util.List;
import org.electra4j.core.objective.Prediction;
import org.electra4j.core.train.CurvePoint;
import org.electra4j.core.train.StepMetrics;
import org.electra4j.experiments.run.Configuration;
import org.electra4j.experiments.run.PretrainJob;
import org.electra4j.experiments.run.Speedometer;
import org.electra4j.experiments.terminal.Terminal;
import org.electra4j.experiments.terminal.Words;

/** Progress of one pre-training: on a terminal one line that is drawn again, in a pipe a line now and then. */
final class PretrainDisplay implements PretrainJob.Watcher {
  private static final long DRAW_NANOS = 100_000_000L;
  private static final long PIPE_NANOS = 10_000_000_000L;

  private final Terminal terminal;
  private final long steps;
  /** What the main network is asked, beside filling in masks. */
  private final String asked;
  private final double flopsPerStep;
  private final double peakGigaflops;
  private long said;
  private long savedSaid;

  PretrainDisplay(Terminal terminal, Configuration configuration, double peakGigaflops) {
    this.terminal = terminal;
    this.steps = configuration.pretrain().steps();
    this.asked = switch (configuration.model().objective().prediction()) {
      case Prediction.ReplacedTokenDetection _ -> "replaced-token";
      case Prediction.MaskedLanguageModel _ -> "next-sentence";
      case Prediction.ReplaceMlm _, Prediction.AllTokensMlm _ -> "originals";
    };
    this.flopsPerStep = PretrainJob.flops(configuration) / steps;
    this.peakGigaflops = peakGigaflops;
  }

  @Override
  public void started(long stepsDone, long all, long parameters) {
    terminal.line(stepsDone == 0 ? "" : Words.format("going on after step %d of %d", stepsDone, all));
  }

  @Override
  public void stepped(StepMetrics metrics, Speedometer speed) {
    long now = System.nanoTime();
    boolean last = metrics.step() == steps;
    if (!last && metrics.step() > 1 && now - said < (terminal.live() ? DRAW_NANOS : PIPE_NANOS)) {
      return;
    }
    said = now;
    double share = flopsPerStep * speed.stepsPerSecond() / (peakGigaflops * 1e9);
    String losses = Words.format("step %d/%d  loss %.3f (masked-LM %.3f, %s %.3f)  ", metrics.step(), steps,
        metrics.losses().total(), metrics.losses().maskedLm(), asked, metrics.losses().prediction());
    String line = losses + (speed.warm() || last ? Words.format("%s tokens/s  %s of fma peak  ready in %s",
        Words.brief(speed.tokensPerSecond()), Words.percent(share), Words.seconds((steps - metrics.step()) / speed.stepsPerSecond()))
        : "while the JVM compiles the kernels");
    if (terminal.live() && !last) {
      terminal.draw(List.of(line));
    } else {
      terminal.line(line);
    }
  }

  @Override
  public void jumped(StepMetrics metrics, double expected) {
    terminal.line(jump(metrics, expected));
  }

  @Override
  public void collapsed(CurvePoint point) {
    terminal.line("%s; lower learningRate, or go on from an earlier checkpoint with --from".formatted(collapse(point)));
  }

  /** The line that tells of it. */
  static String collapse(CurvePoint point) {
    return Words.format("step %d: the main network gives all tokens the same answer again (loss %.3f with %s replaced)", point.step(),
        point.prediction(), Words.percent(point.replaced()));
  }

  /** The line that tells of it. */
  static String jump(StepMetrics metrics, double expected) {
    return Words.format("step %d: the loss jumped to %.3f from about %.3f; where that comes again, lower learningRate or raise warmupSteps",
        metrics.step(), metrics.losses().total(), expected);
  }

  @Override
  public void saved(long step, Path file) {
    long now = System.nanoTime();
    if (!terminal.live() && now - savedSaid >= PIPE_NANOS) {
      savedSaid = now;
      terminal.line("saved %s", file.getFileName());
    }
  }

  @Override
  public void evaluating() {
    if (terminal.live()) {
      terminal.draw(List.of("evaluating on held-out text ..."));
    }
  }
}
