package org.electra4j.experiments.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.electra4j.core.model.Electra;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.nn.Parameter;
import org.electra4j.core.nn.ParameterMemory;
import org.electra4j.core.objective.SpecialTokens;
import org.electra4j.core.optim.AdamW;
import org.electra4j.core.optim.AdamWConfig;
import org.electra4j.core.optim.GradientNorm;
import org.electra4j.core.tensor.Workspace;
import org.electra4j.simd.WorkerPool;
import org.electra4j.simd.reference.ExactElements;
import org.electra4j.simd.reference.ExactSums;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What follows the gradients of a step of ELECTRA-small: their global norm, and AdamW over all parameters. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector"})
public class OptimizerBenchmark {
  private static final double PARAMETERS = 14_196_219;
  private static final double RATE = 5e-4;
  private static final double CLIPPED = 0.5;

  /** The update, or the norm. */
  @Param({"adamw 14.2M", "global-norm 14.2M"})
  public String what;

  /** Workers; the caller is one of them. */
  @Param("1")
  public int threads;

  private Arena arena;
  private WorkerPool workers;
  private ParameterMemory memory;
  private AdamW optimizer;

  /** Operations are counted as those of {@link RowsBenchmark}. */
  static Work work(String what) {
    return what.startsWith("adamw") ? Work.of(19 * PARAMETERS, 28 * PARAMETERS) : Work.of(3 * PARAMETERS, 4 * PARAMETERS);
  }

  /** Makes parameters as training has them and checks the answer. */
  @Setup(Level.Trial)
  public void setUp() {
    arena = Arena.ofShared();
    workers = new WorkerPool(threads);
    memory = Electra.create(ElectraConfig.small(30_522), new Workspace(arena, workers), new SpecialTokens(0, 2, 3, 4), null, 1, 8).memory();
    if (memory.plan().count() != PARAMETERS) {
      throw new IllegalStateException("found %d parameters, wanted %.0f".formatted(memory.plan().count(), PARAMETERS));
    }
    memory.initialise(workers, 1);
    for (Parameter parameter : memory.plan().parameters()) {
      float[] gradient = Operands.uniform(1, (int) parameter.size());
      MemorySegment.copy(gradient, 0, parameter.gradient().segment(), ValueLayout.JAVA_FLOAT, 0, gradient.length);
    }
    optimizer = new AdamW(memory, workers, AdamWConfig.PUBLISHED, parameter -> 1);
    if (what.startsWith("adamw")) {
      checkUpdate();
    } else {
      checkNorm();
    }
  }

  private void checkUpdate() {
    float[] before = floats(memory.values());
    optimizer.step(RATE, CLIPPED);
    AdamWConfig config = AdamWConfig.PUBLISHED;
    for (Parameter parameter : memory.plan().parameters()) {
      int size = (int) parameter.size();
      float[] wanted = new float[size];
      System.arraycopy(before, (int) parameter.offset(), wanted, 0, size);
      ExactElements.adamW(wanted, floats(parameter.gradient().segment()), new float[size], new float[size], (float) CLIPPED, (float) RATE,
          (float) config.beta1(), (float) config.beta2(), (float) config.epsilon(),
          parameter.decayed() ? (float) config.weightDecay() : 0f);
      Operands.check(what, parameter.name(), parameter.value().segment(), wanted);
    }
  }

  private void checkNorm() {
    float[] gradients = floats(memory.gradients());
    double wanted = Math.sqrt(ExactSums.sum(gradients.length, (i, lane) -> Math.fma(gradients[i], gradients[i], lane)));
    double found = GradientNorm.of(memory, workers);
    if (found != wanted) {
      throw new IllegalStateException("%s: found %s, wanted %s".formatted(what, found, wanted));
    }
  }

  private static float[] floats(MemorySegment segment) {
    return segment.toArray(ValueLayout.JAVA_FLOAT);
  }

  /** One pass over all parameters. */
  @Benchmark
  public double pass() {
    return what.startsWith("adamw") ? optimizer.step(RATE, CLIPPED) ? 1 : 0 : GradientNorm.of(memory, workers);
  }

  /** Frees memory and threads. */
  @TearDown(Level.Trial)
  public void tearDown() {
    workers.close();
    arena.close();
  }
}
