package org.electra4j.core.ranks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.electra4j.simd.VectorOps;
import org.electra4j.simd.WorkerPool;

/**
 * The processes that mpirun or srun has started. Sums are exchanged in pieces: each rank gets its block of a piece from all others, adds
 * the blocks up in the order of {@link Ranks#sum}, and gives the sum to all. The order of addition is ours, so that the bits do not depend
 * on the library, the network or its algorithms.
 */
public final class MpiRanks implements Ranks {
  /** Of a piece, per rank: small beside gradients, so that what arrives is added up while it lies in the caches. */
  private static final int BLOCK_FLOATS = 1 << 16;
  private static final long BROADCAST_BYTES = 1L << 26;
  private static final int ALIGNMENT = 64;

  private final MpiLibrary library;
  // Shared: one thread talks to MPI, but all workers add up what has arrived.
  private final Arena arena = Arena.ofShared();
  private final int rank;
  private final int size;
  private final MemorySegment received;
  private final MemorySegment padded;

  private MpiRanks(MpiLibrary library) {
    this.library = library;
    rank = library.ask("MPI_Comm_rank");
    size = library.ask("MPI_Comm_size");
    if (Integer.bitCount(size) != 1) {
      throw new RanksException("there are %d processes: expected a power of two, since gradients are added as a balanced tree"
          .formatted(size));
    }
    received = arena.allocate((long) size * BLOCK_FLOATS * Float.BYTES, ALIGNMENT);
    padded = arena.allocate((long) size * BLOCK_FLOATS * Float.BYTES, ALIGNMENT);
  }

  /**
   * Begins MPI with the first of these libraries that there is. The thread that calls this is the one for all calls.
   *
   * @throws RanksException if there is none, or the number of processes is no power of two
   */
  public static MpiRanks begin(List<String> libraries) {
    return new MpiRanks(MpiLibrary.begin(libraries));
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void sum(WorkerPool workers, long count, MemorySegment floats) {
    long piece = (long) size * BLOCK_FLOATS;
    long done = 0;
    for (; done + piece <= count; done += piece) {
      sumPiece(workers, floats.asSlice(done * Float.BYTES, piece * Float.BYTES), BLOCK_FLOATS);
    }
    if (done < count) {
      // The rest in equal blocks, zeros behind it.
      long rest = (count - done) * Float.BYTES;
      int block = Math.toIntExact(Math.ceilDiv(count - done, size));
      MemorySegment whole = padded.asSlice(0, (long) size * block * Float.BYTES).fill((byte) 0);
      whole.copyFrom(floats.asSlice(done * Float.BYTES, rest));
      sumPiece(workers, whole, block);
      floats.asSlice(done * Float.BYTES, rest).copyFrom(whole.asSlice(0, rest));
    }
  }

  private void sumPiece(WorkerPool workers, MemorySegment piece, int block) {
    library.exchangeBlocks(piece, received, block);
    // Pairs, pairs of pairs, and so on, each sum in the place of its left part.
    for (int width = 1; width < size; width *= 2) {
      for (int left = 0; left < size; left += 2 * width) {
        VectorOps.add(workers, block, block(received, left, block), block(received, left + width, block), block(received, left, block));
      }
    }
    block(piece, rank, block).copyFrom(block(received, 0, block));
    library.gatherBlocks(piece, block);
  }

  private static MemorySegment block(MemorySegment segment, int number, int floats) {
    return segment.asSlice((long) number * floats * Float.BYTES, (long) floats * Float.BYTES);
  }

  /** The library's own all-reduce, for comparison: its order of addition is its own. */
  public void sumByLibrary(long count, MemorySegment floats) {
    for (long done = 0; done < count; done += BLOCK_FLOATS) {
      int some = (int) Math.min(BLOCK_FLOATS, count - done);
      library.allReduce(floats.asSlice(done * Float.BYTES, (long) some * Float.BYTES), some);
    }
  }

  @Override
  public double[] gather(double[] own) {
    try (Arena temporary = Arena.ofConfined()) {
      MemorySegment mine = temporary.allocateFrom(ValueLayout.JAVA_DOUBLE, own);
      MemorySegment all = temporary.allocate(ValueLayout.JAVA_DOUBLE, (long) size * own.length);
      library.gatherDoubles(mine, all, own.length);
      return all.toArray(ValueLayout.JAVA_DOUBLE);
    }
  }

  @Override
  public void broadcast(MemorySegment bytes) {
    for (long done = 0; done < bytes.byteSize(); done += BROADCAST_BYTES) {
      library.broadcastBytes(bytes.asSlice(done, Math.min(BROADCAST_BYTES, bytes.byteSize() - done)));
    }
  }

  @Override
  public void close() {
    library.end();
    arena.close();
  }
}
