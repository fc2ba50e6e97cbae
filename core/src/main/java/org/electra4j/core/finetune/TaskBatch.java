package org.electra4j.core.finetune;

import java.util.Arrays;
import java.util.List;
import org.electra4j.core.data.Batch;

/**
 * Examples of one step, padded to the longest of them.
 *
 * @param batch as the encoder reads it
 * @param labels [batch.size]
 */
record TaskBatch(Batch batch, float[] labels) {

  /** The examples of these places. */
  static TaskBatch of(List<EncodedExample> examples, int[] places, int pad) {
    int length = Arrays.stream(places).map(place -> examples.get(place).length()).max().orElseThrow();
    int[] ids = new int[places.length * length];
    int[] segmentIds = new int[ids.length];
    int[] lengths = new int[places.length];
    float[] labels = new float[places.length];
    Arrays.fill(ids, pad);
    for (int row = 0; row < places.length; row++) {
      EncodedExample example = examples.get(places[row]);
      int from = row * length;
      System.arraycopy(example.ids(), 0, ids, from, example.length());
      Arrays.fill(segmentIds, from + example.secondBegins(), from + example.length(), 1);
      lengths[row] = example.length();
      labels[row] = example.label();
    }
    return new TaskBatch(new Batch(places.length, length, ids, segmentIds, lengths), labels);
  }
}
