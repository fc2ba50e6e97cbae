package org.electra4j.core.objective;

/** What generator and main network have in common (paper, section 3.2). */
public enum WeightSharing {
  /** Nothing; the generator keeps the main network's embedding size, so this is the ablation of sharing alone. */
  NONE,
  /** The word table. */
  TOKEN_EMBEDDINGS,
  /** Word, position and segment tables and their norm, as published. */
  EMBEDDINGS,
  /** The whole encoder; asks for equal sizes. */
  ALL
}
