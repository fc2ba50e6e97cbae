package org.electra4j.core.objective;

import static org.assertj.core.api.Assertions.assertThat;

import org.electra4j.core.data.Batch;
import org.junit.jupiter.api.Test;

class CorruptedBatchTest {
  private static final Batch ORIGINAL = new Batch(1, 5, new int[] {1, 7, 8, 9, 2}, new int[5], new int[] {5});

  private static CorruptedBatch corrupted(int[] positions, int[] drawn) {
    MaskedBatch masked = new MaskedBatch(ORIGINAL, ORIGINAL.ids(), positions, new int[positions.length],
        new MaskedBatch.Place(0, 0, positions.length, positions.length, 5, 1));
    return CorruptedBatch.of(masked, drawn);
  }

  @Test
  void aDrawThatHitsTheOriginalIsNoReplacement() {
    CorruptedBatch corrupted = corrupted(new int[] {1, 3}, new int[] {7, 4});
    assertThat(corrupted.batch().ids()).containsExactly(1, 7, 8, 4, 2);
    assertThat(corrupted.replaced()).containsExactly(false, false, false, true, false);
    assertThat(ORIGINAL.ids()).containsExactly(1, 7, 8, 9, 2);
  }

  @Test
  void theLastOfTwoDrawsCounts() {
    assertThat(corrupted(new int[] {2, 2}, new int[] {5, 8}).replaced()[2]).isFalse();
    CorruptedBatch corrupted = corrupted(new int[] {2, 2}, new int[] {8, 5});
    assertThat(corrupted.replaced()[2]).isTrue();
    assertThat(corrupted.batch().ids()[2]).isEqualTo(5);
  }
}
