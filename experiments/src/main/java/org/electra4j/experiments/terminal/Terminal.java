package org.electra4j.experiments.terminal;

import java.io.PrintWriter;
import java.util.List;

/**
 * Where a command writes: lines that stay, and on a terminal a block below them that is drawn again and again. In a pipe nothing is ever
 * drawn again.
 */
public final class Terminal {
  private static final String CLEAR_BELOW = "\u001b[J";
  private static final int USUAL_WIDTH = 100;
  private static final char MINUS = '\u2212';

  private final PrintWriter out;
  private final boolean live;
  private final int width;
  /** Whether there are no signs but those of ASCII, as in the locale C. */
  private final boolean ascii;
  private int blockLines;

  /** Writes to {@code out}; {@code live} where it is a terminal that understands cursor movements. */
  public Terminal(PrintWriter out, boolean live, int width) {
    this(out, live, width, false);
  }

  Terminal(PrintWriter out, boolean live, int width, boolean ascii) {
    this.out = out;
    this.live = live;
    this.width = Math.max(40, width);
    this.ascii = ascii;
  }

  /** As the launcher found it (electra4j.terminal, COLUMNS), or as the JVM finds it without a launcher. */
  public static Terminal detect(PrintWriter out) {
    String told = System.getProperty("electra4j.terminal");
    boolean live = told != null ? Boolean.parseBoolean(told) : System.console() != null && System.console().isTerminal();
    String columns = System.getenv("COLUMNS");
    int width = columns != null && columns.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
    return new Terminal(out, live, width, !System.out.charset().newEncoder().canEncode(MINUS));
  }

  /** Whether blocks are drawn. */
  public boolean live() {
    return live;
  }

  /** Characters that fit beside each other. */
  public int width() {
    return width;
  }

  /** A line that stays, above whatever is drawn. */
  public synchronized void line(String text) {
    clearBlock();
    out.println(ascii ? text.replace(MINUS, '-').replace('\u2013', '-').replace("\u00b1", "+-") : text);
    out.flush();
  }

  /** A formatted line that stays; figures as everywhere, whatever the locale. */
  public void line(String format, Object first, Object... others) {
    Object[] all = new Object[others.length + 1];
    all[0] = first;
    System.arraycopy(others, 0, all, 1, others.length);
    line(Words.format(format, all));
  }

  /** Draws these lines in the place of those drawn before; in a pipe, nothing. */
  public synchronized void draw(List<String> lines) {
    if (!live) {
      return;
    }
    StringBuilder text = new StringBuilder(back());
    for (String line : lines) {
      text.append(line, 0, Math.min(line.length(), width - 1)).append("\u001b[K\n");
    }
    blockLines = lines.size();
    out.print(text.append(CLEAR_BELOW));
    out.flush();
  }

  /** Takes away what is drawn. */
  public synchronized void clearBlock() {
    if (blockLines > 0) {
      out.print(back() + CLEAR_BELOW);
      out.flush();
      blockLines = 0;
    }
  }

  private String back() {
    return blockLines > 0 ? "\r\u001b[" + blockLines + "A" : "";
  }
}
