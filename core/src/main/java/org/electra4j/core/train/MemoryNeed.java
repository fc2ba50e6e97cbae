package org.electra4j.core.train;

import org.electra4j.core.model.ElectraConfig;

/** How much native memory a run will take, worked out before it starts. */
public final class MemoryNeed {
  private MemoryNeed() {}

  /** Bytes of parameters, moments, gradients, activations and scratch. */
  public static long bytes(ElectraConfig model, PretrainConfig config, int threads) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Bytes that this process may still take: of the machine, or of its control group where that allows less. */
  public static long available() {
    throw new UnsupportedOperationException("not yet");
  }
}
