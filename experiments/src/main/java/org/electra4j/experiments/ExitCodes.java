package org.electra4j.experiments;

/** What the program's end means to a script (docs/architecture.md); from 64 on the names and numbers of sysexits. */
final class ExitCodes {
  /** Done. */
  static final int DONE = 0;
  /** A run failed; what it had finished is kept. */
  static final int FAILED = 1;
  /** A wrong option or value. */
  static final int USAGE = 64;
  /** The input is not what it should be. */
  static final int DATA = 65;
  /** Something that the machine must provide is missing. */
  static final int UNAVAILABLE = 69;
  /** A defect of electra4j. */
  static final int SOFTWARE = 70;
  /** Reading or writing failed. */
  static final int IO = 74;

  /** The time that was given is over, and something is left to do: sysexits' EX_TEMPFAIL, "try again later". */
  static final int LEFT = 75;

  private ExitCodes() {}
}
