package org.electra4j.core.model;

import java.util.Arrays;
import org.electra4j.core.data.Batch;
import org.electra4j.core.nn.Parameter;
import org.electra4j.core.nn.ParameterMemory;
import org.electra4j.core.nn.ParameterPlan;
import org.electra4j.core.objective.CorruptedBatch;
import org.electra4j.core.objective.GeneratorTraining.Adversarial;
import org.electra4j.core.objective.MaskedBatch;
import org.electra4j.core.objective.Objective;
import org.electra4j.core.objective.Prediction.Judged;
import org.electra4j.core.objective.Prediction.MaskedLanguageModel;
import org.electra4j.core.objective.Prediction.ReplacedTokenDetection;
import org.electra4j.core.objective.ReplacementSource.LearnedGenerator;
import org.electra4j.core.objective.ReplacementSource.Unigram;
import org.electra4j.core.objective.ReplacementSource.Uniform;
import org.electra4j.core.objective.SpecialTokens;
import org.electra4j.core.objective.Stage;
import org.electra4j.core.objective.TokenMasker;
import org.electra4j.core.random.Draws;
import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;

/** Figure 2 of the paper: mask, let the generator fill in, let the main network tell what was replaced, or whatever else it is asked. */
public final class Electra {
  private final ElectraConfig config;
  private final ParameterMemory memory;
  private final TokenMasker masker;
  private final Replacer generator;
  private final Predictor main;
  private MaskedBatch masked;
  private CorruptedBatch corrupted;
  private Stage stage = Stage.TOGETHER;

  private Electra(ElectraConfig config, ParameterMemory memory, TokenMasker masker, Replacer generator, Predictor main) {
    this.config = config;
    this.memory = memory;
    this.masker = masker;
    this.generator = generator;
    this.main = main;
  }

  /**
   * Both networks with zero weights: initialise them, or load a checkpoint into their memory.
   *
   * @param special ids that masking treats in a way of their own
   * @param tokenCounts how often each id occurs in the training text; read by the unigram source alone, else may be null
   * @param microBatch most examples of a part
   * @param length most positions of an example
   */
  public static Electra create(ElectraConfig config, Workspace space, SpecialTokens special, long[] tokenCounts, int microBatch,
      int length) {
    return create(config, space, special, tokenCounts, microBatch, length, null);
  }

  /** The same networks once more, on other workers: weights and moments are these, activations and gradients are of its own. */
  public Electra replica(Workspace space, SpecialTokens special, long[] tokenCounts, int microBatch, int length) {
    return create(config, space, special, tokenCounts, microBatch, length, memory);
  }

  private static Electra create(ElectraConfig config, Workspace space, SpecialTokens special, long[] tokenCounts, int microBatch,
      int length, ParameterMemory original) {
    ParameterPlan plan = new ParameterPlan();
    ElectraWeights weights = ElectraWeights.declare(plan, config);
    ParameterMemory memory = original == null ? plan.allocate(space.arena()) : plan.allocateBeside(original, space.arena());
    Replacer generator = replacer(config, weights, space, special, tokenCounts, microBatch, length);
    Predictor main = predictor(config, weights, space, microBatch, length);
    return new Electra(config, memory, new TokenMasker(config.masking(), special, config.vocabularySize()), generator, main);
  }

  /** Trained floats of both networks, each counted once. */
  public static long parameters(ElectraConfig config) {
    ParameterPlan plan = new ParameterPlan();
    ElectraWeights.declare(plan, config);
    return plan.count();
  }

  /** Bytes of native memory that {@link #create} takes, found by building the same networks without memory. */
  public static long bytes(ElectraConfig config, int microBatch, int length) {
    ParameterPlan plan = new ParameterPlan();
    ElectraWeights.declare(plan, config);
    return ParameterMemory.bytes(plan) + activationBytes(config, microBatch, length);
  }

  /** Bytes that {@link #replica} takes. */
  public static long replicaBytes(ElectraConfig config, int microBatch, int length) {
    ParameterPlan plan = new ParameterPlan();
    ElectraWeights.declare(plan, config);
    return ParameterMemory.bytesBeside(plan) + activationBytes(config, microBatch, length);
  }

  private static long activationBytes(ElectraConfig config, int microBatch, int length) {
    Workspace counting = Workspace.counting();
    ElectraWeights weights = ElectraWeights.declare(new ParameterPlan(), config);
    if (config.objective().learnsGenerator()) {
      generator(config, weights, counting, microBatch, length);
    }
    predictor(config, weights, counting, microBatch, length);
    return counting.bytes();
  }

  private static Replacer replacer(ElectraConfig config, ElectraWeights weights, Workspace space, SpecialTokens special,
      long[] tokenCounts, int microBatch, int length) {
    if (!config.objective().prediction().drawsReplacements()) {
      return new Replacer.KeepMasks();
    }
    return switch (config.source()) {
      case LearnedGenerator _ -> generator(config, weights, space, microBatch, length);
      case Unigram _ -> new TokenTable(Arrays.stream(tokenCounts).asDoubleStream().toArray(), config.replacement().correct());
      case Uniform _ -> new TokenTable(uniform(config.vocabularySize(), special), config.replacement().correct());
    };
  }

  private static Generator generator(ElectraConfig config, ElectraWeights weights, Workspace space, int microBatch, int length) {
    return new Generator(config.generator(), weights.generator(), weights.mlmHead(), weights.baseline(), config.replacement(), space,
        microBatch, length, microBatch * config.masking().maxDraws(length));
  }

  private static Predictor predictor(ElectraConfig config, ElectraWeights weights, Workspace space, int microBatch, int length) {
    Objective objective = config.objective();
    if (objective.prediction() instanceof ReplacedTokenDetection(Judged judged)) {
      return new Discriminator(config.main(), weights.main(), weights.discriminatorHead(), judged, config.replacement().correct(), space,
          microBatch, length);
    }
    return new LanguageModel(config.main(), weights.main(), weights.languageModel(), !objective.prediction().drawsReplacements(), space,
        microBatch, length, microBatch * config.masking().maxDraws(length));
  }

  private static double[] uniform(int vocabularySize, SpecialTokens special) {
    double[] weights = new double[vocabularySize];
    Arrays.fill(weights, 1);
    for (int id : new int[] {special.pad(), special.classifier(), special.separator(), special.mask()}) {
      weights[id] = 0;
    }
    return weights;
  }

  /** Chooses and masks positions of a step's whole batch. */
  public MaskedBatch mask(Batch batch, Draws draws) {
    return masker.mask(batch, draws);
  }

  /** Both networks' forward pass over a part of the batch, or the generator's alone in its own stage; dropout only in training. */
  public void forward(MaskedBatch masked, Draws draws, Stage stage, boolean training) {
    this.masked = masked;
    this.stage = stage;
    corrupted = generator.replace(masked, draws, training);   // no gradient comes back this way
    if (stage.mainLearns()) {
      judge(corrupted, draws, training);
    }
  }

  /** The main network's half of forward; apart, so that a test can hand it what another implementation drew. */
  void judge(CorruptedBatch corrupted, Draws draws, boolean training) {
    this.corrupted = corrupted;
    main.judge(masked, corrupted, draws, training);
  }

  /** Adds this part's gradients of the loss, to the weights of the networks that learn in the last forward's stage. */
  public void backward() {
    if (stage.mainLearns()) {
      main.backward(fillsItself() ? config.generatorWeight() : config.discriminatorWeight());
    }
    if (stage.generatorLearns()) {
      if (adversarial() && generator instanceof Generator learned && main instanceof Discriminator judge) {
        learned.reinforce(corrupted.drawn(), judge.losses(), config.discriminatorWeight() / judge.divisor());
      } else {
        generator.backward(config.generatorWeight());
      }
    }
  }

  /** The last part's share of the whole batch's losses; what was not asked in its stage is 0. */
  public ElectraLosses losses() {
    double maskedLm = generator.loss() + main.maskedLmLoss();
    double prediction = stage.mainLearns() ? main.loss() : 0;
    double likelihood = config.generatorWeight() * (fillsItself() ? maskedLm + prediction : maskedLm);
    double asked = fillsItself() ? 0 : config.discriminatorWeight() * prediction;
    boolean counted = stage.generatorLearns() && !adversarial();
    return new ElectraLosses(counted ? likelihood + asked : asked, maskedLm, prediction);
  }

  /** Whether the main network reads [MASK] and fills it in itself. */
  private boolean fillsItself() {
    return config.objective().prediction() instanceof MaskedLanguageModel;
  }

  private boolean adversarial() {
    return config.objective().training() instanceof Adversarial;
  }

  /** The second of two stages begins: the main network's encoder takes the values of the generator's. */
  public void copyGeneratorToMain() {
    ElectraWeights.copyGeneratorToMain(memory.plan());
  }

  /** Whether a parameter learns in this stage. */
  public static boolean learns(Parameter parameter, Stage stage) {
    return ElectraWeights.learns(parameter, stage);
  }

  /** All parameters of both networks, each once. */
  public ParameterMemory memory() {
    return memory;
  }

  /** The last part as the main network saw it. */
  public CorruptedBatch corrupted() {
    return corrupted;
  }

  /** Whether the main network tells which tokens were replaced. */
  public boolean detectsReplacements() {
    return main instanceof Discriminator;
  }

  /**
   * The main network's logits for the last part, [positions, 1]: above 0 where a token looks replaced. IllegalStateException if it is asked
   * something else.
   */
  public Tensor discriminatorLogits() {
    return discriminator().logits();
  }

  /** Which positions of the last part the replaced-token loss counts; IllegalStateException if there is none. */
  public boolean[] judgedPositions() {
    return discriminator().counted();
  }

  private Discriminator discriminator() {
    if (main instanceof Discriminator discriminator) {
      return discriminator;
    }
    throw new IllegalStateException("no replaced tokens are told by prediction " + config.objective().prediction());
  }

  /** Whether one of the networks learns to fill in masks. */
  public boolean fillsMasks() {
    return generator instanceof Generator || fillsItself();
  }

  /** The likeliest token for each masked position by the network that fills in masks; to be asked before backward; empty if none does. */
  public int[] maskChoices() {
    if (fillsItself()) {
      return mainChoices();
    }
    return generator instanceof Generator learned ? learned.likeliest() : new int[0];
  }

  /** The main network's likeliest token for each masked position, instead of backward; empty if it names no tokens. */
  public int[] mainChoices() {
    return main instanceof LanguageModel names ? names.likeliest() : new int[0];
  }

  /** How many of the last part's pairs of segments the main network told rightly, before backward. */
  public int nextSentenceHits() {
    return main instanceof LanguageModel names ? names.nextSentenceHits() : 0;
  }

  /** The generator's logits, [masked positions, vocabulary], to be asked before backward; IllegalStateException if none is learned. */
  public Tensor generatorLogits() {
    if (generator instanceof Generator learned) {
      return learned.logits();
    }
    throw new IllegalStateException("no generator is learned with objective " + config.objective());
  }
}
