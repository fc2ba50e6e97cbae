package org.electra4j.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Single floats and vectors of them in native memory; offsets are in bytes.
 *
 * <p>For short loops. The compiler stops inlining what is not marked for it, such as these methods, once a method has grown beyond 18,000
 * nodes: forty or fifty vector operations. After that a loop may call the Vector API alone, whose methods are marked, or it runs ten times
 * slower.
 */
final class Floats {
  /** Floats of one vector. */
  static final int LANES = Lanes.F32.length();
  /** Bytes of one vector. */
  static final long VECTOR = Lanes.F32.vectorByteSize();
  /** Elements of a long vector that one worker takes at a time. */
  static final int BLOCK = 4096;

  /** Byte order of all floats. */
  static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  /** Part of a long vector: bytes {@code from} inclusive to {@code to} exclusive. */
  @FunctionalInterface
  interface Span {
    /** Does these bytes. */
    void run(long from, long to);
  }

  private Floats() {}

  static float get(MemorySegment memory, long offset) {
    return memory.get(FLOAT, offset);
  }

  static void set(MemorySegment memory, long offset, float value) {
    memory.set(FLOAT, offset, value);
  }

  static FloatVector all(float value) {
    return FloatVector.broadcast(Lanes.F32, value);
  }

  static FloatVector load(MemorySegment memory, long offset) {
    return FloatVector.fromMemorySegment(Lanes.F32, memory, offset, ORDER);
  }

  /** Lanes outside the mask are zero, and their memory is not touched. */
  static FloatVector load(MemorySegment memory, long offset, VectorMask<Float> mask) {
    return FloatVector.fromMemorySegment(Lanes.F32, memory, offset, ORDER, mask);
  }

  static void store(FloatVector vector, MemorySegment memory, long offset) {
    vector.intoMemorySegment(memory, offset, ORDER);
  }

  static void store(FloatVector vector, MemorySegment memory, long offset, VectorMask<Float> mask) {
    vector.intoMemorySegment(memory, offset, ORDER, mask);
  }

  /** The last of the whole vectors from {@code from} on ends here; what is left until {@code to} is less than a vector. */
  static long whole(long from, long to) {
    return from + (to - from) / VECTOR * VECTOR;
  }

  /** The first {@code bytes / 4} lanes: none for zero or less, at most all. */
  static VectorMask<Float> first(long bytes) {
    return Lanes.F32.indexInRange(0, Math.clamp(bytes / Float.BYTES, 0, LANES));
  }

  /** Runs a long vector of {@code count} floats, block by block, on all workers. */
  static void split(WorkerPool workers, long count, Span span) {
    workers.split(KernelArguments.blocks(count, BLOCK), 1, (from, to, worker) -> span.run((long) from * BLOCK * Float.BYTES,
        Math.min(count, (long) to * BLOCK) * Float.BYTES));
  }
}
