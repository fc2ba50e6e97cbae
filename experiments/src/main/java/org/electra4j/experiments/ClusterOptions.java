package org.electra4j.experiments;

import org.electra4j.core.model.ConfigException;
import org.electra4j.core.model.Settings;
import org.electra4j.experiments.sweep.Cluster;
import org.electra4j.experiments.terminal.Words;
import picocli.CommandLine.Option;

/** What is planned for: this machine, or several that one does not have. */
final class ClusterOptions {
  @Option(names = "--timing-seconds", paramLabel = "S", defaultValue = "1", order = 60, description = {
      "Seconds of steps to time per shape, after a warm-up; more of them even out a busy machine.",
      "Default: ${DEFAULT-VALUE}."})
  private double timingSeconds;

  @Option(names = "--machines", paramLabel = "N", defaultValue = "1", order = 61,
      description = "Plan for so many machines that train one model together. Default: ${DEFAULT-VALUE}.")
  private int machines;

  @Option(names = "--cores", paramLabel = "C", order = 62, description = "Cores of each of them. Default: this machine's threads.")
  private Integer cores;

  @Option(names = "--network", paramLabel = "GBIT", defaultValue = "10", order = 63,
      description = "Gigabits per second between them. Default: ${DEFAULT-VALUE}.")
  private double network;

  double timingSeconds() {
    return timingSeconds;
  }

  /** With as many cores as this machine has threads, where nothing else was asked for. Refuses any option here that cannot be. */
  Cluster cluster(int threads) {
    if (!(timingSeconds > 0)) {
      throw new ConfigException("timing-seconds is " + timingSeconds + ": expected a number above 0");
    }
    return new Cluster(machines, cores == null ? threads : cores, network);
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
