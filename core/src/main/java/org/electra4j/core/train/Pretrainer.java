package org.electra4j.core.train;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.electra4j.core.checkpoint.Checkpoint;
import org.electra4j.core.checkpoint.CheckpointException;
import org.electra4j.core.data.Batch;
import org.electra4j.core.data.BatchStream;
import org.electra4j.core.data.PackedDataset;
import org.electra4j.core.data.Packing;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.model.Electra;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.model.ElectraLosses;
import org.electra4j.core.model.ElectraSettings;
import org.electra4j.core.model.Settings;
import org.electra4j.core.nn.ParameterMemory;
import org.electra4j.core.objective.MaskedBatch;
import org.electra4j.core.objective.Prediction.MaskedLanguageModel;
import org.electra4j.core.objective.SpecialTokens;
import org.electra4j.core.objective.Stage;
import org.electra4j.core.optim.AdamW;
import org.electra4j.core.optim.GradientNorm;
import org.electra4j.core.random.Draws;
import org.electra4j.core.ranks.Ranks;
import org.electra4j.core.ranks.RanksException;
import org.electra4j.simd.WorkerPool;

/** One model in training: a step at a time, its state to and from a checkpoint. */
public final class Pretrainer implements AutoCloseable {
  /** Begins the keys of a checkpoint's strings that are this class's own. */
  static final String STATE = "pretrainer/";
  private static final String STEP = STATE + "step";
  /** The same in every run, so that runs are compared on the same masked positions; no training step has this number. */
  private static final Draws EVALUATION = new Draws(0, (1L << 48) - 1);

  private final ElectraConfig model;
  private final PretrainConfig config;
  private final long seed;
  private final PackedDataset data;
  private final WorkerPool workers;
  private final Replicas replicas;
  /** The first of them. */
  private final Electra electra;
  private final BatchStream batches;
  private final StagePlan stages;
  private final Ranks ranks;
  /** Shards that this process computes. */
  private final int ownShards;
  private final Map<Stage, AdamW> optimizers = new EnumMap<>(Stage.class);
  private long stepsDone;
  private Path newestCheckpoint;
  /** Whether an update wrote a weight that is not finite: such weights are not to be used or saved. */
  private boolean diverged;
  /** For tests of {@link #verifiedStep}: what happens to the machine between the two computations. */
  private Runnable betweenTwoTimes = () -> { };

  private Pretrainer(ElectraConfig model, PretrainConfig config, long seed, PackedDataset data, WorkerPool workers, Replicas replicas,
      int ownShards, Ranks ranks) {
    this.model = model;
    this.config = config;
    this.seed = seed;
    this.data = data;
    this.workers = workers;
    this.replicas = replicas;
    electra = replicas.first();
    batches = new BatchStream(data, config.batchSize(), seed);
    stages = StagePlan.of(model, config);
    this.ranks = ranks;
    this.ownShards = ownShards;
    for (Stage stage : Stage.values()) {
      optimizers.put(stage, new AdamW(electra.memory(), workers, config.optimizer(), _ -> 1,
          parameter -> Electra.learns(parameter, stage)));
    }
  }

  /**
   * A model at its start. The caller keeps data and workers open for as long as this, and closes this first.
   *
   * @throws ConfigException if model, training and data do not fit each other
   */
  public static Pretrainer create(ElectraConfig model, PretrainConfig config, long seed, PackedDataset data, SpecialTokens special,
      WorkerPool workers) {
    return create(model, config, seed, data, special, workers, Ranks.ALONE);
  }

  /**
   * The same, trained by several processes, each with the same arguments. The weights are those of one process, to the bit.
   *
   * @throws ConfigException also if there are more processes than shards
   */
  public static Pretrainer create(ElectraConfig model, PretrainConfig config, long seed, PackedDataset data, SpecialTokens special,
      WorkerPool workers, Ranks ranks) {
    check("shards", config.shards(), ranks.size() <= config.shards(),
        "at least %d, one for each process: --set shards=%d".formatted(ranks.size(), ranks.size()));
    check("length", config.length(), config.length() <= model.maxPositions(), "at most maxPositions, which is " + model.maxPositions());
    check("length", config.length(), config.length() == data.length(), data.length() + ", which the examples have");
    check("vocabularySize", model.vocabularySize(), model.vocabularySize() == data.vocabularySize(),
        data.vocabularySize() + ", which the examples have");
    StagePlan.of(model, config);
    if (model.objective().prediction() instanceof MaskedLanguageModel(boolean nextSentence) && nextSentence
        && data.settings().packing() != Packing.PAIRS) {
      throw new ConfigException("nextSentence is true: expected packing pairs, but the examples were packed as %s"
          .formatted(Settings.text(data.settings().packing())));
    }
    int ownShards = config.shards() / ranks.size();
    int count = MemoryNeed.replicas(model, config, ownShards, workers.threads(), MemoryNeed.available() / ranks.size());
    Replicas replicas = Replicas.create(count, model, config, ownShards, special, data.tokenCounts(), workers);
    try {
      replicas.first().memory().initialise(workers, seed);
      return new Pretrainer(model, config, seed, data, workers, replicas, ownShards, ranks);
    } catch (Throwable failure) {
      replicas.close();
      throw failure;
    }
  }

  private static void check(String key, int found, boolean holds, String expected) {
    if (!holds) {
      throw new ConfigException("%s is %d: expected %s".formatted(key, found, expected));
    }
  }

  /**
   * Takes the weights of a model of the same configuration before the first step, in place of new ones.
   *
   * @throws CheckpointException if the file is damaged, or of another configuration
   */
  public void beginWith(Path checkpoint) {
    if (stepsDone != 0) {
      throw new IllegalStateException("%d steps are done: a model's weights are taken before the first".formatted(stepsDone));
    }
    Checkpoint.readValues(checkpoint, List.copyOf(electra.memory().plan().parameters()));
  }

  /** Whether {@link Collapse} means anything here. */
  boolean judgesAllTokens() {
    return Collapse.applies(model);
  }

  /** Updates done. */
  public long stepsDone() {
    return stepsDone;
  }

  /** One update. PretrainException, with no weight written, if loss or norm is not finite; or, afterwards, if a new weight is not. */
  public StepMetrics step() {
    refuseDiverged();
    return compute();
  }

  /** Whether the next step is the first of a second stage, whose loss is that of another network. */
  boolean beginsStage() {
    return stages.copiesBefore(stepsDone);
  }

  private StepMetrics compute() {
    TrainingEvents.Step event = new TrainingEvents.Step();
    event.begin();
    Draws draws = new Draws(seed, stepsDone);
    Stage stage = stages.at(stepsDone);
    if (beginsStage()) {
      electra.copyGeneratorToMain();
    }
    MaskedBatch masked = electra.mask(batches.at(stepsDone), draws);
    ShardResult all = computeShards(masked, draws, stage);
    ElectraLosses losses = all.losses();
    double norm = GradientNorm.of(electra.memory(), workers);
    requireFinite("masked-LM loss", losses.maskedLm());
    requireFinite("prediction loss", losses.prediction());
    requireFinite("global norm of the gradients", norm);
    double rate = stages.rate(stepsDone);
    if (!optimizers.get(stage).step(rate, GradientNorm.scale(norm, config.maxGradientNorm()))) {
      diverged = true;
      throw notFinite("a weight is no longer finite", "the weights in memory are of no use");
    }
    stepsDone++;
    int tokens = masked.place().tokens();
    event.step = stepsDone;
    event.loss = losses.total();
    event.maskedLm = losses.maskedLm();
    event.gradientNorm = norm;
    event.tokens = tokens;
    event.commit();
    return new StepMetrics(stepsDone, losses, norm, rate, tokens, (double) all.replaced() / tokens);
  }

  /** Gradients and losses of the whole batch: this process's shards, and what the others made of theirs. */
  private ShardResult computeShards(MaskedBatch masked, Draws draws, Stage stage) {
    List<MaskedBatch> parts = masked.parts(config.microBatch());
    int partsOfShard = Math.ceilDiv(parts.size(), config.shards());
    List<List<MaskedBatch>> shards = new ArrayList<>();
    for (int shard = 0; shard < ownShards; shard++) {
      int from = (ranks.rank() * ownShards + shard) * partsOfShard;
      shards.add(parts.subList(from, Math.min(parts.size(), from + partsOfShard)));
    }
    List<ShardResult> results = replicas.compute(shards, draws, stage);
    ranks.sum(workers, electra.memory().plan().floats(), electra.memory().gradients());
    double[] own = new double[ownShards * ShardResult.NUMBERS];
    for (int shard = 0; shard < ownShards; shard++) {
      results.get(shard).put(own, shard);
    }
    double[] everybodys = ranks.gather(own);
    ShardResult all = ShardResult.NONE;
    for (int shard = 0; shard < config.shards(); shard++) {
      all = all.plus(ShardResult.get(everybodys, shard));
    }
    return all;
  }

  /** Who trains this. */
  Ranks ranks() {
    return ranks;
  }

  /**
   * Gives every process the state of the first, after which all stand at the same step.
   *
   * @throws RanksException if one of them has another configuration, or other data
   */
  void share() {
    if (ranks.size() == 1) {
      return;
    }
    double[] known = ranks.gather(new double[] {identity().toString().hashCode(), stepsDone});
    for (int rank = 1; rank < ranks.size(); rank++) {
      if (known[2 * rank] != known[0]) {
        throw new RanksException("process %d has other settings or data than process 0: give all the same arguments and text"
            .formatted(rank));
      }
    }
    stepsDone = (long) known[1];
    ranks.broadcast(electra.memory().values());
    ranks.broadcast(electra.memory().firstMoments());
    ranks.broadcast(electra.memory().secondMoments());
  }

  /**
   * One update, made twice from the same state. Same bits are a promise of this program: where they differ, a part of the machine is at
   * fault, or threads raced for memory.
   *
   * @throws PretrainException if the second time gave other weights or moments; those in memory are then of no use
   */
  StepMetrics verifiedStep() {
    refuseDiverged();
    List<MemorySegment> state = List.of(electra.memory().values(), electra.memory().firstMoments(), electra.memory().secondMoments());
    try (Arena copies = Arena.ofConfined()) {
      List<MemorySegment> before = state.stream().map(segment -> copies.allocate(segment.byteSize()).copyFrom(segment)).toList();
      step();
      List<MemorySegment> first = state.stream().map(segment -> copies.allocate(segment.byteSize()).copyFrom(segment)).toList();
      for (int i = 0; i < state.size(); i++) {
        state.get(i).copyFrom(before.get(i));
      }
      stepsDone--;
      betweenTwoTimes.run();
      long done = stepsDone;
      // Until they are found to be the same: a step that ends with an error has differed too.
      diverged = true;
      StepMetrics metrics = compute();
      for (int i = 0; i < state.size(); i++) {
        if (state.get(i).mismatch(first.get(i)) >= 0) {
          stepsDone = done;
          throw stopped("two computations from the same state gave different bits, so the machine is at fault (its memory, say)",
              "test the machine's memory, then run the same command again");
        }
      }
      diverged = false;
      return metrics;
    }
  }

  private void requireFinite(String what, double value) {
    if (!Double.isFinite(value)) {
      throw notFinite("the %s is %s".formatted(what, value), "no weight was changed");
    }
  }

  private PretrainException notFinite(String what, String consequence) {
    return stopped(what + ", expected a finite number; " + consequence, "try a lower learningRate or more warmupSteps");
  }

  private PretrainException stopped(String what, String advice) {
    return new PretrainException("step %d: %s, and %s: %s".formatted(stepsDone + 1, what,
        newestCheckpoint == null ? "there is no checkpoint yet" : "the newest checkpoint is " + newestCheckpoint, advice));
  }

  private void refuseDiverged() {
    if (diverged) {
      throw notFinite("a weight is not finite", "the weights in memory are of no use");
    }
  }

  /** On the first {@code examples} of held-out data, or all if there are fewer; the same draws at every call, in every run. */
  public Evaluation evaluate(PackedDataset heldOut, int examples) {
    if (heldOut.length() != config.length() || heldOut.vocabularySize() != model.vocabularySize() || examples < 1) {
      throw new IllegalArgumentException("%d held-out examples of length %d over %d tokens, expected at least 1 of length %d over %d"
          .formatted(examples, heldOut.length(), heldOut.vocabularySize(), config.length(), model.vocabularySize()));
    }
    TrainingEvents.Evaluated event = new TrainingEvents.Evaluated();
    event.begin();
    Batch batch = first((int) Math.min(examples, heldOut.examples()), heldOut);
    MaskedBatch masked = electra.mask(batch, EVALUATION);
    EvaluationCount count = new EvaluationCount(model.objective(), masked);
    replicas.evaluate(masked.parts(config.microBatch()), EVALUATION, count);
    Evaluation evaluation = count.evaluation();
    event.step = stepsDone;
    event.examples = batch.size();
    event.maskedLm = evaluation.maskedLmLoss();
    event.commit();
    return evaluation;
  }

  private static Batch first(int examples, PackedDataset data) {
    int positions = Math.multiplyExact(examples, data.length());
    Batch batch = new Batch(examples, data.length(), new int[positions], new int[positions], new int[examples]);
    for (int example = 0; example < examples; example++) {
      data.read(example, example, batch);
    }
    return batch;
  }

  /** Trained floats, each counted once. */
  public long parameters() {
    return electra.memory().plan().count();
  }

  /** For tests: something happens in the midst of each verified step. */
  void betweenTwoTimes(Runnable event) {
    betweenTwoTimes = event;
  }

  /** Values, gradients and moments. */
  ParameterMemory memory() {
    return electra.memory();
  }

  /** SHA-256 of all weights. */
  public String hashOfWeights() {
    return electra.memory().hashOfWeights();
  }

  /** Everything that is needed to go on, with these strings and the curve so far beside. */
  void save(Path file, Map<String, String> state, List<double[]> curve) {
    refuseDiverged();
    if (!electra.memory().isFinite(workers)) {
      diverged = true;
      refuseDiverged();
    }
    SequencedMap<String, String> all = new LinkedHashMap<>(state);
    all.putAll(identity());
    all.put(STEP, Long.toString(stepsDone));
    Checkpoint.write(file, electra.memory(), all, curve);
    newestCheckpoint = file;
  }

  /**
   * Goes on where that checkpoint stands.
   *
   * @return the curve that was saved
   * @throws CheckpointException if it is damaged, or of another configuration, seed or data
   */
  List<double[]> load(Path file) {
    Map<String, String> state = Checkpoint.state(file);
    requireEqual(file, state, identity());
    String step = state.get(STEP);
    if (step == null || !step.matches("0|[1-9][0-9]{0,17}")) {
      throw new CheckpointException("%s: %s is %s, expected a number of steps".formatted(file, STEP, step));
    }
    List<double[]> curve = Checkpoint.read(file, electra.memory());
    stepsDone = Long.parseLong(step);
    newestCheckpoint = file;
    diverged = false;
    return curve;
  }

  /** What decides every weight. */
  private SequencedMap<String, String> identity() {
    SequencedMap<String, String> identity = new LinkedHashMap<>();
    ElectraSettings.of(model).forEach((key, value) -> identity.put(STATE + key, value));
    PretrainSettings.of(config).forEach((key, value) -> identity.put(STATE + key, value));
    identity.put(STATE + "seed", Long.toString(seed));
    identity.put(STATE + "data", data.checksum());
    return identity;
  }

  /** Refuses a checkpoint whose strings under the expected keys are other ones. */
  static void requireEqual(Path file, Map<String, String> found, Map<String, String> expected) {
    expected.forEach((key, value) -> {
      String other = found.get(key);
      if (!value.equals(other)) {
        throw new CheckpointException("%s: %s is %s, expected %s; the folder belongs to another configuration: choose another folder"
            .formatted(file, key.startsWith(STATE) ? key.substring(STATE.length()) : key, other == null ? "missing" : other, value));
      }
    });
  }

  /** Frees the model's memory; data and workers are the caller's. */
  @Override
  public void close() {
    replicas.close();
  }
}
