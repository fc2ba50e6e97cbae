package org.electra4j.simd;

/** Keeps the C1 compiler away from the kernels. */
public final class KernelCompilation {
  private KernelCompilation() {}

  /** Installs the compiler directive, once per JVM, before the first kernel call; later calls do nothing. */
  public static void prepare() {
    throw new UnsupportedOperationException("not yet");
  }
}
