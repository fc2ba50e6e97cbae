package org.electra4j.core.nn;

import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;

/**
 * Buffers that one layer at a time borrows for its backward pass.
 *
 * @param branch gradient of a branch: [rows, hidden]
 * @param context gradient of what the heads read: [rows, hidden]
 * @param projected gradient of query, key and value: [rows, 3 * hidden]
 * @param inner gradient inside the feed-forward block: [rows, feedForward]
 */
record BackwardScratch(Tensor branch, Tensor context, Tensor projected, Tensor inner) {

  static BackwardScratch allocate(EncoderConfig size, Workspace space, int rows) {
    int hidden = size.hiddenSize();
    return new BackwardScratch(space.tensor(rows, hidden), space.tensor(rows, hidden), space.tensor(rows, 3 * hidden),
        space.tensor(rows, size.feedForwardSize()));
  }
}
