package org.electra4j.core.objective;

/** What generator and main network have in common (paper, section 3.2). */
public enum WeightSharing {
  /** Nothing; the generator keeps the main network's embedding size, so this is the ablation of sharing alone. */
  NONE,
  /** Nothing, and the generator's tables are as wide as its layers, with no projection between: what the published code calls untied. */
  NONE_AS_PUBLISHED,
  /** The word table. */
  TOKEN_EMBEDDINGS,
  /** Word, position and segment tables and their norm, as published. */
  EMBEDDINGS,
  /** The whole encoder; asks for equal sizes. */
  ALL
}
