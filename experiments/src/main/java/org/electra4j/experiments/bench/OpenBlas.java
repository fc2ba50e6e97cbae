package org.electra4j.experiments.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** OpenBLAS's sgemm, through the foreign-function API: the peer of our matrix product where it is installed. */
public final class OpenBlas {
  private static final List<String> FILES = List.of("libopenblas.so.0", "libopenblas.so", "libopenblas.dylib");
  private static final List<String> FOLDERS = List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib",
      "/usr/local/lib", "/opt/OpenBLAS/lib", "/opt/homebrew/opt/openblas/lib", "/usr/local/opt/openblas/lib");
  /** The builds that travel with SciPy put a word before every name. */
  private static final List<String> PREFIXES = List.of("", "scipy_");
  private static final int ROW_MAJOR = 101;
  private static final int AS_IT_IS = 111;
  private static final int TRANSPOSED = 112;

  private final MethodHandle sgemm;

  /** Loads the library for the rest of the process's life: its threads would not survive its unloading. */
  OpenBlas(Path library, int threads) {
    SymbolLookup names = SymbolLookup.libraryLookup(library, Arena.global());
    sgemm = handle(library, names, "cblas_sgemm", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_FLOAT,
        ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_FLOAT,
        ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    MethodHandle setThreads = handle(library, names, "openblas_set_num_threads", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
    try {
      setThreads.invokeExact(threads);
    } catch (Throwable e) {
      throw new IllegalStateException(library + ": openblas_set_num_threads failed", e);
    }
  }

  private static MethodHandle handle(Path library, SymbolLookup names, String name, FunctionDescriptor type) {
    MemorySegment address = PREFIXES.stream().flatMap(prefix -> names.find(prefix + name).stream()).findFirst().orElseThrow(
        () -> new IllegalStateException(library + ": found no function " + name + ", wanted OpenBLAS with its C interface"));
    return Linker.nativeLinker().downcallHandle(address, type);
  }

  /** C = op(A) op(B), row-major. */
  void sgemm(boolean transposedA, boolean transposedB, int m, int n, int k, MemorySegment a, int lda, MemorySegment b, int ldb,
      MemorySegment c, int ldc) {
    try {
      sgemm.invokeExact(ROW_MAJOR, transposedA ? TRANSPOSED : AS_IT_IS, transposedB ? TRANSPOSED : AS_IT_IS, m, n, k, 1f, a, lda, b, ldb,
          0f, c, ldc);
    } catch (Throwable e) {
      throw new IllegalStateException("cblas_sgemm failed", e);
    }
  }

  /** Where the library lies, looked for where systems put it and where the dynamic linker was told to look. */
  public static Optional<Path> find() {
    String told = System.getenv().getOrDefault("LD_LIBRARY_PATH", "");
    return find(Stream.concat(Arrays.stream(told.split(File.pathSeparator)).filter(folder -> !folder.isBlank()), FOLDERS.stream())
        .map(Path::of).toList());
  }

  /** The name of the file that links lead to, which has the version in it. */
  static String version(Path library) {
    try {
      return library.toRealPath().getFileName().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Optional<Path> find(List<Path> folders) {
    return folders.stream().flatMap(folder -> FILES.stream().map(folder::resolve)).filter(Files::isRegularFile).findFirst();
  }
}
