package org.electra4j.experiments.terminal;

import java.util.List;

/**
 * How far one piece of work has come, and when it will be done. On a terminal one line that is drawn again; in a pipe a line now and then.
 * Work that takes less than two seconds says nothing.
 */
public final class Progress {
  private static final long SILENT_NANOS = 2_000_000_000L;
  private static final long PIPE_NANOS = 15_000_000_000L;
  private static final long DRAW_NANOS = 100_000_000L;

  private final Terminal terminal;
  private final String what;
  private final String unit;
  private final long total;
  private final long start = System.nanoTime();
  private long said = start;
  private boolean spoken;

  /** Of so many units; total 0 where that is not known. */
  public Progress(Terminal terminal, String what, String unit, long total) {
    this.terminal = terminal;
    this.what = what;
    this.unit = unit;
    this.total = total;
  }

  /** So many units are done. */
  public void at(long done) {
    at(done, "");
  }

  /** So many units are done, and there is more to say. */
  public void at(long done, String more) {
    long now = System.nanoTime();
    boolean due = terminal.live() ? now - said >= DRAW_NANOS : now - said >= (spoken ? PIPE_NANOS : SILENT_NANOS);
    if (!due || now - start < SILENT_NANOS) {
      return;
    }
    said = now;
    spoken = true;
    String line = text(done, (now - start) / 1e9) + (more.isEmpty() ? "" : ", " + more);
    if (terminal.live()) {
      terminal.draw(List.of(line));
    } else {
      terminal.line(line);
    }
  }

  /** Takes the line away. */
  public void end() {
    terminal.clearBlock();
  }

  private String text(long done, double seconds) {
    String rate = Words.brief(done / seconds) + " " + unit + "/s";
    if (total <= 0) {
      return "%s: %s %s, %s".formatted(what, Words.count(done), unit, rate);
    }
    double left = done > 0 ? seconds * (total - done) / done : Double.NaN;
    return "%s: %s of %s %s (%s), %s, ready in %s".formatted(what, Words.count(done), Words.count(total), unit,
        Words.percent((double) done / total), rate, Words.seconds(left));
  }
}
