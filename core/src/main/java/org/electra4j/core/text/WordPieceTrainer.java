package org.electra4j.core.text;

import java.util.Map;

/** Trains a WordPiece vocabulary from word counts, deterministically (ties broken by a stated rule). */
public final class WordPieceTrainer {
  /** size entries at most, pairs of at least minFrequency, the limitAlphabet most frequent characters. */
  public WordPieceTrainer(int size, int minFrequency, int limitAlphabet) { throw new UnsupportedOperationException("not yet"); }
  public Vocabulary train(Map<String, Long> wordCounts) { throw new UnsupportedOperationException("not yet"); }
}
