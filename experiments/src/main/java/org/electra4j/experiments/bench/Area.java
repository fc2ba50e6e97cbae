package org.electra4j.experiments.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Param;

/** What can be measured by itself. */
public enum Area {
  /** Matrix products. */
  GEMM(GemmBenchmark.class, GemmBenchmark::work),
  /** Attention, all heads of a micro-batch. */
  ATTENTION(AttentionBenchmark.class, AttentionBenchmark::work),
  /** What is done row by row or element by element. */
  ROWS(RowsBenchmark.class, RowsBenchmark::work),
  /** The update of all parameters. */
  OPTIMIZER(OptimizerBenchmark.class, OptimizerBenchmark::work),
  /** Whole training steps. */
  STEP(StepBenchmark.class, StepBenchmark::work),
  /** From text to packed token ids. */
  TEXT(TextBenchmark.class, TextBenchmark::work),
  /** How the cost of a step grows with its sizes. */
  COST(CostBenchmark.class, CostBenchmark::work, false),
  /** An epoch of fine-tuning. */
  FINETUNE(FineTuneBenchmark.class, FineTuneBenchmark::work, false);

  private final Class<?> benchmark;
  private final Function<String, Work> work;
  private final boolean amongAll;

  Area(Class<?> benchmark, Function<String, Work> work) {
    this(benchmark, work, true);
  }

  Area(Class<?> benchmark, Function<String, Work> work, boolean amongAll) {
    this.benchmark = benchmark;
    this.work = work;
    this.amongAll = amongAll;
  }

  /** The areas that a word on the command line stands for: "all", or one of their names; none if it is another word. */
  public static List<Area> named(String word) {
    return Arrays.stream(values()).filter(area -> word.equals("all") ? area.amongAll : word.equals(area.toString())).toList();
  }

  /** Whether it is measured with "all", which then are measured with one thread and with all; the others with all threads alone. */
  public boolean amongAll() {
    return amongAll;
  }

  /** The class that measures it. */
  Class<?> benchmark() {
    return benchmark;
  }

  /** Its shapes, kernels or models, in the order in which they are measured. */
  List<String> whats() {
    try {
      return List.of(benchmark.getField("what").getAnnotation(Param.class).value());
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(benchmark + ": wanted a parameter called what", e);
    }
  }

  /** What one call for this shape, kernel or model has to do. */
  Work work(String what) {
    return work.apply(what);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
