package org.electra4j.core.ranks;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The calls of an MPI library that are needed here, through the Foreign Function API. Open MPI's handles are addresses of its objects,
 * MPICH's (and Intel MPI's) are numbers fixed by their common binary interface; all else is the same.
 */
final class MpiLibrary {
  private static final int MPICH_WORLD = 0x44000000;
  private static final int MPICH_FLOAT = 0x4c00040a;
  private static final int MPICH_DOUBLE = 0x4c00080b;
  private static final int MPICH_BYTE = 0x4c00010d;
  private static final int THREAD_FUNNELED = 1;

  private final SymbolLookup symbols;
  private final boolean openMpi;
  private final Object world;
  private final Object floats;
  private final Object doubles;
  private final Object bytes;
  private final MemorySegment inPlace;
  private final MethodHandle allToAll;
  private final MethodHandle allGather;
  private final MethodHandle allReduce;
  private final MethodHandle broadcast;
  private final MethodHandle finish;

  private MpiLibrary(SymbolLookup symbols) {
    this.symbols = symbols;
    openMpi = symbols.find("ompi_mpi_comm_world").isPresent();
    world = handle("ompi_mpi_comm_world", MPICH_WORLD);
    floats = handle("ompi_mpi_float", MPICH_FLOAT);
    doubles = handle("ompi_mpi_double", MPICH_DOUBLE);
    bytes = handle("ompi_mpi_byte", MPICH_BYTE);
    inPlace = MemorySegment.ofAddress(openMpi ? 1 : -1);
    ValueLayout handle = openMpi ? ADDRESS : JAVA_INT;
    allToAll = function("MPI_Alltoall", ADDRESS, JAVA_INT, handle, ADDRESS, JAVA_INT, handle, handle);
    allGather = function("MPI_Allgather", ADDRESS, JAVA_INT, handle, ADDRESS, JAVA_INT, handle, handle);
    allReduce = function("MPI_Allreduce", ADDRESS, ADDRESS, JAVA_INT, handle, handle, handle);
    broadcast = function("MPI_Bcast", ADDRESS, JAVA_INT, handle, JAVA_INT, handle);
    finish = function("MPI_Finalize");
  }

  /** The first of these libraries that there is, begun; its calls are this thread's from now on. */
  static MpiLibrary begin(List<String> names) {
    leaveSignalsToTheJvm();
    List<String> missing = new ArrayList<>();
    for (String name : names) {
      SymbolLookup symbols;
      try {
        symbols = SymbolLookup.libraryLookup(name, Arena.global());
      } catch (IllegalArgumentException e) {
        missing.add(name);
        continue;
      }
      MpiLibrary library = new MpiLibrary(symbols);
      library.begin();
      return library;
    }
    throw new RanksException("no MPI library was found (tried %s): install one (Debian: apt-get install openmpi-bin or mpich), or name it"
        .formatted(String.join(", ", missing)) + " with --mpi=/path/to/libmpi.so");
  }

  /**
   * UCX, below MPICH, takes SIGSEGV from the JVM, which needs it for null checks, as soon as it is loaded; this variable tells it not to.
   * Java cannot set variables of its own process, so C does.
   */
  private static void leaveSignalsToTheJvm() {
    Linker linker = Linker.nativeLinker();
    MethodHandle setenv = linker.downcallHandle(linker.defaultLookup().find("setenv").orElseThrow(() ->
        new RanksException("MPI needs a system with setenv, such as Linux")), FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      call("setenv", setenv, arena.allocateFrom("UCX_ERROR_SIGNALS"), arena.allocateFrom(""), 1);
      call("setenv", setenv, arena.allocateFrom("UCX_WARN_UNUSED_ENV_VARS"), arena.allocateFrom("n"), 1);
    }
  }

  private Object handle(String openMpiSymbol, int mpichNumber) {
    return openMpi ? (Object) symbols.find(openMpiSymbol).orElseThrow(() -> new RanksException("the MPI library has no " + openMpiSymbol))
        : (Object) mpichNumber;
  }

  private MethodHandle function(String name, MemoryLayout... parameters) {
    MemorySegment address = symbols.find(name).orElseThrow(() ->
        new RanksException("the library has no %s, so it is no MPI library: name another with --mpi=/path/to/libmpi.so".formatted(name)));
    return Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(JAVA_INT, parameters));
  }

  private void begin() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment provided = arena.allocate(JAVA_INT);
      call("MPI_Init_thread", function("MPI_Init_thread", ADDRESS, ADDRESS, JAVA_INT, ADDRESS), MemorySegment.NULL, MemorySegment.NULL,
          THREAD_FUNNELED, provided);
    }
  }

  /** The answer of MPI_Comm_rank or MPI_Comm_size. */
  int ask(String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocate(JAVA_INT);
      call(name, function(name, openMpi ? ADDRESS : JAVA_INT, ADDRESS), world, answer);
      return answer.get(JAVA_INT, 0);
    }
  }

  /** Block i of {@code from} goes to rank i; block j of {@code to} comes from rank j. */
  void exchangeBlocks(MemorySegment from, MemorySegment to, int block) {
    call("MPI_Alltoall", allToAll, from, block, floats, to, block, floats, world);
  }

  /** Everybody's own block of floats, which lies in its place already, goes to everybody. */
  void gatherBlocks(MemorySegment all, int block) {
    call("MPI_Allgather", allGather, inPlace, 0, floats, all, block, floats, world);
  }

  /** Everybody's doubles, in the order of ranks. */
  void gatherDoubles(MemorySegment own, MemorySegment all, int count) {
    call("MPI_Allgather", allGather, own, count, doubles, all, count, doubles, world);
  }

  /** Bytes of rank 0 go to everybody. */
  void broadcastBytes(MemorySegment segment) {
    call("MPI_Bcast", broadcast, segment, Math.toIntExact(segment.byteSize()), bytes, 0, world);
  }

  /** The library's own sum, in an order of its own: to be compared with, nothing else. */
  void allReduce(MemorySegment segment, int count) {
    Object sum = openMpi ? handle("ompi_mpi_op_sum", 0) : (Object) 0x58000003;
    call("MPI_Allreduce", allReduce, inPlace, segment, count, floats, sum, world);
  }

  void end() {
    call("MPI_Finalize", finish);
  }

  private static void call(String name, MethodHandle function, Object... arguments) {
    int code;
    try {
      code = (int) function.invokeWithArguments(Arrays.asList(arguments));
    } catch (Throwable e) {
      throw new RanksException("%s failed: %s".formatted(name, e), e);
    }
    if (code != 0) {
      throw new RanksException("%s gave error %d".formatted(name, code));
    }
  }
}
