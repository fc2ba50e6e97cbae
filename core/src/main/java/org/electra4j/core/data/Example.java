package org.electra4j.core.data;

/**
 * One training example: {@code [CLS] A [SEP]} or {@code [CLS] A [SEP] B [SEP]}, without padding.
 *
 * @param ids token ids with the special tokens, at most as many as a dataset's length
 * @param secondSegment where B begins; the number of ids if there is no B
 * @param falseNeighbours whether B is from another document than A
 */
public record Example(int[] ids, int secondSegment, boolean falseNeighbours) {

  /** With a B, if any, that follows A. */
  public Example(int[] ids, int secondSegment) {
    this(ids, secondSegment, false);
  }

  /** Checks that the second segment begins within the ids or at their end. */
  public Example {
    if (secondSegment < 1 || secondSegment > ids.length || falseNeighbours && secondSegment == ids.length) {
      throw new IllegalArgumentException("second segment at %d%s: wanted 1 to the number of ids, %d, and one that has ids to be false"
          .formatted(secondSegment, falseNeighbours ? ", false" : "", ids.length));
    }
  }
}
