package org.electra4j.core.train;

import java.util.List;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.objective.Prediction.Judged;
import org.electra4j.core.objective.Prediction.ReplacedTokenDetection;

/**
 * A main network that gives all tokens the same answer: its loss is not below the entropy of the share that was replaced. Every run begins
 * like that, and short ones may end so; one that had left it and comes back has broken down.
 */
public final class Collapse {
  /** Rows of the curve on which a network has clearly learned something, and how clearly. */
  private static final int LEARNED_ROWS = 5;
  private static final double LEARNED_SHARE = 0.98;
  /** Rows in sequence on which it no longer does. */
  private static final int LOST_ROWS = 3;

  private Collapse() {}

  /** Whether this model's main network is asked about all tokens; otherwise nothing here means anything. */
  public static boolean applies(ElectraConfig model) {
    return model.objective().prediction() instanceof ReplacedTokenDetection(Judged judged) && judged == Judged.ALL_TOKENS;
  }

  /** Whether one answer for all tokens would have done as well on these steps. */
  public static boolean stands(CurvePoint point) {
    return learnable(point) && point.prediction() >= entropy(point.replaced());
  }

  /** Whether the last row of this curve completes a breakdown. */
  static boolean begins(List<CurvePoint> curve) {
    int lost = 0;
    while (lost < curve.size() && stands(curve.get(curve.size() - 1 - lost))) {
      lost++;
    }
    return lost == LOST_ROWS && hasLearned(curve);
  }

  /** Whether the network was clearly better than one answer for all tokens, so that what stands now was not always so. */
  public static boolean hasLearned(List<CurvePoint> curve) {
    return curve.stream().filter(Collapse::learned).limit(LEARNED_ROWS).count() == LEARNED_ROWS;
  }

  private static boolean learned(CurvePoint point) {
    return learnable(point) && point.prediction() < LEARNED_SHARE * entropy(point.replaced());
  }

  private static boolean learnable(CurvePoint point) {
    return point.replaced() > 0 && point.replaced() < 1;
  }

  /** The loss of an answer that is the same for every token, in nats. */
  private static double entropy(double share) {
    return -(share * StrictMath.log(share) + (1 - share) * StrictMath.log(1 - share));
  }
}
