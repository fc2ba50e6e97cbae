package org.electra4j.experiments;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.electra4j.experiments.run.Surroundings;
import org.electra4j.experiments.sweep.SweepStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows how far a sweep has come. */
@Command(name = "status", mixinStandardHelpOptions = true, sortOptions = false, usageHelpAutoWidth = true,
    description = "How far a sweep has come, in this process or another: a line per run. Reads the folder and changes nothing.",
    footer = {"",
        "Exit codes: 0 all runs are finished, 1 a run has failed, 75 runs are left.",
        "",
        "Examples:",
        "  electra sweep status runs/generator-size",
        "  electra sweep status runs/generator-size --watch"})
final class StatusCommand implements Callable<Integer> {
  private static final long LOOK_NANOS = 1_000_000_000L;

  private final Surroundings around;

  @Parameters(paramLabel = "DIR", description = "The sweep's folder.")
  private Path folder;

  @Option(names = "--watch", description = "On a terminal: look again every second until nobody is at work.")
  private boolean watch;

  StatusCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    SweepStatus status = SweepStatus.read(folder);
    while (watch && around.terminal().live() && status.holder().isPresent()) {
      around.terminal().draw(status.lines());
      LockSupport.parkNanos(LOOK_NANOS);
      around.stop().check();
      status = SweepStatus.read(folder);
    }
    status.lines().forEach(around.terminal()::line);
    return status.count(SweepStatus.Stage.FAILED) > 0 ? ExitCodes.FAILED : status.ended() ? ExitCodes.DONE : ExitCodes.LEFT;
  }
}
