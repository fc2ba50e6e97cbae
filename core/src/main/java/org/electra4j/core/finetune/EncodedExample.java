package org.electra4j.core.finetune;

/**
 * An example as the encoder reads it.
 *
 * @param ids with their special tokens, without padding
 * @param secondBegins position from which the segment id is 1; the number of ids where there is one text
 * @param label number of the class, or value
 */
record EncodedExample(int[] ids, int secondBegins, float label) {
  int length() {
    return ids.length;
  }
}
