package org.electra4j.experiments;

import org.electra4j.core.model.ConfigException;
import org.electra4j.core.model.Settings;
import org.electra4j.experiments.sweep.Cluster;
import org.electra4j.experiments.terminal.Words;
import picocli.CommandLine.Option;

/** What is planned for: this machine, or several that one does not have. */
final class ClusterOptions {
  private static final double TIMING_SECONDS = 1;
  private static final double NETWORK = 10;

  @Option(names = "--timing-seconds", paramLabel = "S", order = 60, description =
      "Seconds of steps to time per shape, after a warm-up; more of them even out a busy machine. Default: 1.")
  private Double timingSeconds;

  @Option(names = "--machines", paramLabel = "N", order = 61,
      description = "Plan for so many machines that train one model together. Default: 1.")
  private Integer machines;

  @Option(names = "--cores", paramLabel = "C", order = 62, description = "Cores of each of them. Default: this machine's threads.")
  private Integer cores;

  @Option(names = "--network", paramLabel = "GBIT", order = 63, description = "Gigabits per second between them. Default: 10.")
  private Double network;

  double timingSeconds() {
    return timingSeconds == null ? TIMING_SECONDS : timingSeconds;
  }

  /** Refuses options that say something about a plan where none was asked for. */
  void requireNone() {
    if (timingSeconds != null || machines != null || cores != null || network != null) {
      throw new ConfigException(
          "--machines, --cores, --network and --timing-seconds say what --plan is for: add --plan, or leave them out");
    }
  }

  /** With as many cores as this machine has threads, where nothing else was asked for. Refuses any option here that cannot be. */
  Cluster cluster(int threads) {
    if (!(timingSeconds() > 0)) {
      throw new ConfigException("timing-seconds is " + timingSeconds + ": expected a number above 0");
    }
    return new Cluster(machines == null ? 1 : machines, cores == null ? threads : cores, network == null ? NETWORK : network);
  }

  /** This machine, or what was asked for. */
  static String told(Cluster cluster, int threads) {
    return here(cluster, threads) ? "this machine" : "%s of %s, %s Gbit/s between them".formatted(
        Words.plural(cluster.machines(), "machine"), Words.plural(cluster.cores(), "core"), Settings.text(cluster.gigabits()));
  }

  static boolean here(Cluster cluster, int threads) {
    return cluster.machines() == 1 && cluster.cores() == threads;
  }
}
