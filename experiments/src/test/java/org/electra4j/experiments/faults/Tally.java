package org.electra4j.experiments.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What was tried for a promise of docs/reliability.md, and what was lost: a line on the terminal and in target/faults.txt. */
final class Tally implements AutoCloseable {
  private static final boolean FULL = "full".equals(System.getProperty("electra4j.faults"));
  private static final int SHOWN = 10;
  private static final int SOME = 10;

  private final String promise;
  private final List<String> losses = new ArrayList<>();
  private int tried;

  /** The promises' numbers and what is tried. */
  Tally(String promise) {
    this.promise = promise;
  }

  /** All numbers from 1 to the last in a campaign; in a usual build some of them, the ends among them. */
  static int[] cases(int last) {
    int step = FULL ? 1 : Math.max(1, last / SOME);
    return IntStream.rangeClosed(1, last).filter(n -> n == 1 || n == last || n % step == 0).toArray();
  }

  /** Whether this is a campaign. */
  static boolean full() {
    return FULL;
  }

  /** The first number in a campaign, the second in a usual build. */
  static int count(int full, int some) {
    return FULL ? full : some;
  }

  /** One case: what was lost, or null for nothing. */
  void check(String where, String lost) {
    tried++;
    if (lost != null) {
      losses.add(where + ": " + lost);
    }
  }

  /** Says the line; fails if anything was lost, or nothing was tried. */
  @Override
  public void close() {
    String line = String.format(Locale.ROOT, "faults: %-70s %,7d tried, %d lost%n", promise, tried, losses.size());
    System.out.print(line);
    try {
      Files.writeString(Path.of("target", "faults.txt"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(losses.stream().limit(SHOWN).toList()).as("%s: %d lost", promise, losses.size()).isEmpty();
    assertThat(tried).as(promise).isPositive();
  }
}
