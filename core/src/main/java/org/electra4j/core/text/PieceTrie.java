package org.electra4j.core.text;

import java.util.Arrays;

/**
 * The pieces of a vocabulary as two tries over UTF-16 units: one of pieces that begin a word, one of those that continue it.
 *
 * <p>All edges stand in one open-addressing table keyed by (node, unit), so that a step is a probe and a match makes no garbage.
 */
final class PieceTrie {
  /** Nothing matched. */
  static final int NONE = -1;

  private static final int BEGIN = 1;
  private static final int CONTINUE = 2;

  private long[] keys = new long[1 << 12];
  private int[] targets = new int[1 << 12];
  /** Id of the piece that ends in a node, or NONE: [node]. */
  private int[] ends = {NONE, NONE, NONE};
  private int nodes = 3;

  PieceTrie(Vocabulary vocabulary) {
    for (int id = 0; id < vocabulary.size(); id++) {
      String token = vocabulary.token(id);
      boolean continues = token.startsWith(Vocabulary.CONTINUATION) && token.length() > Vocabulary.CONTINUATION.length();
      add(continues ? CONTINUE : BEGIN, token, continues ? Vocabulary.CONTINUATION.length() : 0, id);
    }
    ends = Arrays.copyOf(ends, nodes);
  }

  /**
   * Cuts a word into its longest pieces from left to right, and puts their ids into {@code ids} from {@code at} on, where there is room
   * for {@code length} of them.
   *
   * @return the number of pieces, or NONE if at some place no piece fits
   */
  int cut(char[] word, int length, int[] ids, int at) {
    int count = 0;
    int start = 0;
    while (start < length) {
      int piece = NONE;
      int pieceEnd = start;
      int node = start == 0 ? BEGIN : CONTINUE;
      for (int i = start; i < length; i++) {
        node = step(node, word[i]);
        if (node == 0) {
          break;
        }
        if (ends[node] != NONE) {
          piece = ends[node];
          pieceEnd = i + 1;
        }
      }
      if (piece == NONE) {
        return NONE;
      }
      ids[at + count++] = piece;
      start = pieceEnd;
    }
    return count;
  }

  private int step(int node, char unit) {
    return targets[slot((long) node << 16 | unit)];
  }

  /** Where a key stands, or the free slot where it would; the target of a free slot is 0. */
  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = (int) (key * 0x9E3779B97F4A7C15L >>> 40) & mask;
    while (keys[slot] != key && keys[slot] != 0) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void add(int root, String token, int start, int id) {
    int node = root;
    for (int i = start; i < token.length(); i++) {
      long key = (long) node << 16 | token.charAt(i);
      int slot = slot(key);
      if (keys[slot] == 0) {
        keys[slot] = key;
        targets[slot] = newNode();
      }
      node = targets[slot];
      if (2 * nodes > keys.length) {
        grow();
      }
    }
    ends[node] = id;
  }

  private int newNode() {
    if (nodes == ends.length) {
      ends = Arrays.copyOf(ends, 2 * nodes);
      Arrays.fill(ends, nodes, ends.length, NONE);
    }
    return nodes++;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldTargets = targets;
    keys = new long[2 * oldKeys.length];
    targets = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        targets[slot] = oldTargets[i];
      }
    }
  }
}
