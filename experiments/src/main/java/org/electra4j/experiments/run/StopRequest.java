package org.electra4j.experiments.run;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Whether somebody asked this process to stop, and by which signal. */
public class StopRequest implements BooleanSupplier {
  /** What SIGINT and SIGTERM are called and numbered everywhere. */
  public static final int INTERRUPTED = 2;
  /** See {@link #INTERRUPTED}. */
  public static final int TERMINATED = 15;

  private volatile int signal;
  private final AtomicInteger saving = new AtomicInteger();

  /** Work that was left because of a stop request; nothing is lost that was saved before. */
  public static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With the sentence that says how to go on. */
    public Stopped(String howToGoOn) {
      super(howToGoOn, null, false, false);
    }
  }

  /** Asks for a stop; the first signal decides the exit code. */
  public void request(int number) {
    if (signal == 0) {
      signal = number;
    }
  }

  @Override
  public boolean getAsBoolean() {
    return signal != 0;
  }

  /** 128 and the signal's number, as shells have it. */
  public int exitCode() {
    return 128 + (signal == 0 ? TERMINATED : signal);
  }

  /** Leaves work that keeps nothing when it is cut off. */
  public void check() {
    if (getAsBoolean()) {
      throw new Stopped("Run the same command again to go on.");
    }
  }

  /** Says that work begins, or has ended, which saves itself when asked to stop and must not be cut off; several may be under way. */
  public void saving(boolean now) {
    saving.addAndGet(now ? 1 : -1);
  }

  /** Whether such work is under way. */
  public boolean saving() {
    return saving.get() > 0;
  }
}
