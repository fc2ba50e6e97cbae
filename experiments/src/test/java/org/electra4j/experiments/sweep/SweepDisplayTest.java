package org.electra4j.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.electra4j.experiments.run.Configuration;
import org.electra4j.experiments.run.PretrainJob;
import org.electra4j.experiments.run.RunSpec;
import org.electra4j.experiments.terminal.Terminal;
import org.junit.jupiter.api.Test;

/** What a terminal shows of several runs at the same time. */
class SweepDisplayTest {
  private final Configuration base = SweepPreset.of("quick").configuration();
  private final double flops = PretrainJob.flops(base);
  /** One cell, four seeds. */
  private final List<SweepPlan.Run> runs = LongStream.rangeClosed(1, 4).mapToObj(seed -> new SweepPlan.Run(
      new PlannedCell("1/4", base.settings(), base, null), new RunSpec(base.settings(), "", "", "", "", seed))).toList();

  private final StringWriter out = new StringWriter();
  private final Terminal terminal = new Terminal(new PrintWriter(out), true, 100);

  @Test
  void jobsShareWhatIsLeft() {
    SweepDisplay display = new SweepDisplay(terminal, runs, Map.of(), 2);
    display.begun(runs.get(0));
    display.trained(runs.get(0), flops / 2, 100);
    assertThat(drawn(() -> display.begun(runs.get(1)))).contains("runs 1, 2 of 4, all done in about 5 min 50 s", "seed 1 of 4  preparing");
    display.failed(runs.get(1), "a reason");
    display.failed(runs.get(2), "a reason");
    assertThat(drawn(() -> display.failed(runs.get(3), "a reason"))).as("the last run, which one job has alone")
        .contains("run 1 of 4, all done in about 1 min 40 s");
  }

  @Test
  void oneJobDoesAll() {
    SweepDisplay display = new SweepDisplay(terminal, runs, Map.of(), 1);
    display.begun(runs.get(0));
    display.trained(runs.get(0), flops, 200);
    display.failed(runs.get(0), "a reason");
    assertThat(drawn(() -> display.begun(runs.get(1)))).contains("run 2 of 4, all done in about 10 min 00 s", "seed 2 of 4  preparing");
  }

  private String drawn(Runnable event) {
    out.getBuffer().setLength(0);
    event.run();
    return out.toString();
  }
}
