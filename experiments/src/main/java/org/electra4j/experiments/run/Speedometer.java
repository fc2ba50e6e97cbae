package org.electra4j.experiments.run;

import java.nio.file.Files;
import java.nio.file.Path;
import org.electra4j.experiments.report.DurableFile;

/** How fast a run goes now, and how long it has taken in all, cut-offs included. Nothing of it reaches a weight or a row of runs.csv. */
public final class Speedometer {
  /** The kernels are compiled after so many steps, or so much time if steps are long. */
  private static final int WARM_UP_STEPS = 10;
  private static final long WARM_UP_NANOS = 20_000_000_000L;
  private static final long WINDOW_NANOS = 3_000_000_000L;

  private final Path file;
  private final double secondsBefore;
  private final double tokensBefore;
  private long start;
  private long windowStart;
  private long windowSteps;
  private long steps;
  private double windowTokens;
  private double tokens;
  private double stepsPerSecond;
  private double tokensPerSecond;

  /** Goes on from what the file says of the run's time so far, if it is there. */
  Speedometer(Path file) {
    this.file = file;
    double seconds = 0;
    double soFar = 0;
    if (Files.exists(file)) {
      String[] parts = DurableFile.read(file).strip().split(" ");
      if (parts.length == 2 && parts[0].matches("[0-9.Ee+-]+") && parts[1].matches("[0-9.Ee+-]+")) {
        seconds = Double.parseDouble(parts[0]);
        soFar = Double.parseDouble(parts[1]);
      }
    }
    secondsBefore = seconds;
    tokensBefore = soFar;
    start = System.nanoTime();
    windowStart = start;
  }

  void begin() {
    start = System.nanoTime();
    windowStart = start;
  }

  void stepped(int stepTokens) {
    tokens += stepTokens;
    windowTokens += stepTokens;
    windowSteps++;
    steps++;
    long now = System.nanoTime();
    long passed = now - windowStart;
    if (passed >= WINDOW_NANOS || stepsPerSecond == 0 || now - start < WINDOW_NANOS) {
      stepsPerSecond = windowSteps * 1e9 / Math.max(1, passed);
      tokensPerSecond = windowTokens * 1e9 / Math.max(1, passed);
    }
    if (passed >= WINDOW_NANOS) {
      windowStart = now;
      windowSteps = 0;
      windowTokens = 0;
    }
  }

  void keep() {
    DurableFile.write(file, seconds() + " " + (tokensBefore + tokens) + "\n");
  }

  /** Of training, from the first step on. */
  public double seconds() {
    return secondsBefore + (System.nanoTime() - start) / 1e9;
  }

  /** Tokens per second over the whole run. */
  double meanTokensPerSecond() {
    return (tokensBefore + tokens) / Math.max(1e-9, seconds());
  }

  /** Whether what it measures is the speed of compiled code. */
  public boolean warm() {
    return steps >= WARM_UP_STEPS || System.nanoTime() - start > WARM_UP_NANOS;
  }

  /** Steps per second of the last moments. */
  public double stepsPerSecond() {
    return stepsPerSecond;
  }

  /** Tokens per second of the last moments, padding left out. */
  public double tokensPerSecond() {
    return tokensPerSecond;
  }
}
