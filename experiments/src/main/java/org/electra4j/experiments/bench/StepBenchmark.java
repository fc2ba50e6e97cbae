package org.electra4j.experiments.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.nn.EncoderConfig;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The steps that peers do too. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 8)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector"})
public class StepBenchmark extends TrainingBenchmark {
  /** ELECTRA-Small as published at length 128, or the size that sweeps train at length 64; 32 examples per step. */
  @Param({"small", "sweep"})
  public String what;

  /** The matrix products and the positions of one step. */
  static Work work(String what) {
    return StepShape.of(what).work();
  }

  /** What a peer has to know to do the same step. */
  static SequencedMap<String, Object> sizes(String what) {
    StepShape shape = StepShape.of(what);
    ElectraConfig config = shape.model();
    SequencedMap<String, Object> sizes = new LinkedHashMap<>();
    sizes.put("what", what);
    sizes.put("batch", shape.examples());
    sizes.put("length", shape.length());
    sizes.put("masked", config.masking().draws(shape.length(), shape.length()));
    sizes.put("vocabulary", config.vocabularySize());
    sizes.put("positions", config.maxPositions());
    sizes.put("embedding", config.embeddingSize());
    sizes.put("layers", config.layers());
    sizes.put("dropout", config.dropout());
    sizes.put("discriminator", network(config.main()));
    sizes.put("generator", network(config.generator()));
    return sizes;
  }

  private static Map<String, Integer> network(EncoderConfig size) {
    return Map.of("hidden", size.hiddenSize(), "heads", size.heads(), "feedForward", size.feedForwardSize());
  }

  @Override
  StepShape shape() {
    return StepShape.of(what);
  }
}
