package org.electra4j.core.random;

/** What a draw is for: a part of its address, so no two purposes share a random word. A code, once used, is never another's. */
public enum Purpose {
  INITIALISATION(1),
  DATA_ORDER(2),
  PACKING(3),
  MASKED_POSITIONS(4),
  MASK_KIND(5),
  REPLACEMENT(6),
  GENERATOR_DROPOUT(7),
  MAIN_DROPOUT(8),
  CLASSIFIER_DROPOUT(11),
  TASK_ORDER(12),
  TASK_DATA(13),
  RANDOM_WORD(14),
  FALSE_NEIGHBOURS(15);

  private final int code;

  Purpose(int code) {
    this.code = code;
  }

  /** Sixteen bits of every address. */
  public int code() {
    return code;
  }
}
