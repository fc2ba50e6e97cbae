package org.electra4j.core.objective;

import org.electra4j.core.data.Batch;

/**
 * A batch with drawn tokens at its masked positions. What made it gets no gradient back through it: here the gradient is cut.
 *
 * @param batch the tokens with replacements
 * @param replaced whether a position holds another token than the original: [size * length]; a draw that hit the original is none
 * @param drawn the token drawn for each masked position, in the order of the masked batch
 */
public record CorruptedBatch(Batch batch, boolean[] replaced, int[] drawn) {

  /** Nothing is drawn: [MASK] stays where it is, as in BERT. */
  public static CorruptedBatch masked(MaskedBatch masked) {
    return new CorruptedBatch(masked.input(), new boolean[masked.maskedIds().length], new int[0]);
  }

  /** Puts the drawn tokens in; the last draw wins where a position was drawn twice. */
  public static CorruptedBatch of(MaskedBatch masked, int[] drawn) {
    Batch original = masked.batch();
    int[] ids = original.ids().clone();
    boolean[] replaced = new boolean[ids.length];
    for (int draw = 0; draw < drawn.length; draw++) {
      int row = masked.positions()[draw];
      ids[row] = drawn[draw];
      replaced[row] = drawn[draw] != original.ids()[row];
    }
    return new CorruptedBatch(original.withIds(ids), replaced, drawn);
  }
}
