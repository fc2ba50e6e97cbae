package org.electra4j.core.nn;

import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;
import org.electra4j.simd.DropoutMask;

/**
 * The three dropouts of a layer.
 *
 * @param probabilities on attention probabilities
 * @param attention on attention's branch
 * @param feedForward on feed-forward's branch
 */
record LayerDropout(DropoutMask probabilities, DropoutMask attention, DropoutMask feedForward) {
  private static final int SITES_PER_LAYER = 3;
  /** Sites below belong to what is not a layer; 0 is the embeddings'. */
  private static final int FIRST_SITE = 16;

  static LayerDropout of(EncoderConfig size, Draws draws, Purpose purpose, int layer, long firstExample, int length, boolean training) {
    float rate = training ? size.dropout() : 0f;
    int site = FIRST_SITE + layer * SITES_PER_LAYER;
    long firstRow = firstExample * length;
    return new LayerDropout(draws.dropout(purpose, site, rate, firstRow * size.heads()),
        draws.dropout(purpose, site + 1, rate, firstRow), draws.dropout(purpose, site + 2, rate, firstRow));
  }
}
