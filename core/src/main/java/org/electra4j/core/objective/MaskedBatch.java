package org.electra4j.core.objective;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.electra4j.core.data.Batch;

/**
 * A batch with its masked positions, or a part of one.
 *
 * @param batch the original tokens
 * @param maskedIds the tokens with [MASK] at masked positions: [size * length]
 * @param positions rows (example * length + position) that were drawn, example after example; one that was drawn twice stands twice
 * @param targets original token of each drawn position
 * @param place where this part lies in the whole batch, whose counts divide the losses
 */
public record MaskedBatch(Batch batch, int[] maskedIds, int[] positions, int[] targets, Place place) {

  /**
   * Where a part lies in the whole batch.
   *
   * @param firstExample examples before it
   * @param firstDraw draws before it
   * @param draws of the whole batch: its masked positions, one that was drawn twice counted twice
   * @param positions masked positions of the whole batch, one that was drawn twice counted once
   * @param tokens tokens of the whole batch that are not padding
   * @param examples of the whole batch
   */
  public record Place(int firstExample, int firstDraw, int draws, int positions, int tokens, int examples) {}

  /** What a network reads that is to fill in the masked positions. */
  public Batch input() {
    return batch.withIds(maskedIds);
  }

  /** Masked positions of this part. */
  public int draws() {
    return positions.length;
  }

  /** This batch cut into parts of at most {@code examples} examples, in ascending order. */
  public List<MaskedBatch> parts(int examples) {
    List<MaskedBatch> parts = new ArrayList<>();
    int length = batch.length();
    int firstDraw = 0;
    for (int from = 0; from < batch.size(); from += examples) {
      int to = Math.min(batch.size(), from + examples);
      int fromRow = from * length;
      int toRow = to * length;
      int endDraw = firstDraw;
      while (endDraw < positions.length && positions[endDraw] < toRow) {
        endDraw++;
      }
      Batch part = new Batch(to - from, length, Arrays.copyOfRange(batch.ids(), fromRow, toRow),
          Arrays.copyOfRange(batch.segmentIds(), fromRow, toRow), Arrays.copyOfRange(batch.lengths(), from, to),
          Arrays.copyOfRange(batch.falseNeighbours(), from, to));
      int[] partPositions = Arrays.copyOfRange(positions, firstDraw, endDraw);
      for (int draw = 0; draw < partPositions.length; draw++) {
        partPositions[draw] -= fromRow;
      }
      parts.add(new MaskedBatch(part, Arrays.copyOfRange(maskedIds, fromRow, toRow), partPositions,
          Arrays.copyOfRange(targets, firstDraw, endDraw),
          new Place(place.firstExample() + from, place.firstDraw() + firstDraw, place.draws(), place.positions(), place.tokens(),
              place.examples())));
      firstDraw = endDraw;
    }
    return parts;
  }
}
