package org.electra4j.core.nn;

/**
 * Weights of one transformer layer.
 *
 * @param queryKeyValue [hidden, 3 * hidden]: query, key and value side by side, one product instead of three
 * @param attentionOutput [hidden, hidden]
 * @param attentionNorm over hidden
 * @param feedForwardIn [hidden, feedForward]
 * @param feedForwardOut [feedForward, hidden]
 * @param feedForwardNorm over hidden
 */
public record LayerWeights(DenseWeights queryKeyValue, DenseWeights attentionOutput, NormWeights attentionNorm, DenseWeights feedForwardIn,
    DenseWeights feedForwardOut, NormWeights feedForwardNorm) {

  /** Declares all under {@code prefix/layer/index}. */
  public static LayerWeights declare(ParameterPlan plan, String prefix, EncoderConfig size, Start start, int index) {
    String name = prefix + "/layer/" + index;
    int hidden = size.hiddenSize();
    return new LayerWeights(
        DenseWeights.declare(plan, name + "/attention/query_key_value", hidden, 3 * hidden, start.queryKeyValue(size, index)),
        DenseWeights.declare(plan, name + "/attention/output", hidden, hidden, start.attentionOutput(size, index)),
        NormWeights.declare(plan, name + "/attention/norm", hidden),
        DenseWeights.declare(plan, name + "/feed_forward/in", hidden, size.feedForwardSize(), start.matrices()),
        DenseWeights.declare(plan, name + "/feed_forward/out", size.feedForwardSize(), hidden, start.matrices()),
        NormWeights.declare(plan, name + "/feed_forward/norm", hidden));
  }
}
