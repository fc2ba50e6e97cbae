package org.electra4j.core.model;

import java.util.Arrays;
import org.electra4j.core.data.Batch;
import org.electra4j.core.nn.ParameterMemory;
import org.electra4j.core.nn.ParameterPlan;
import org.electra4j.core.objective.CorruptedBatch;
import org.electra4j.core.objective.MaskedBatch;
import org.electra4j.core.objective.Objective;
import org.electra4j.core.objective.Replacement;
import org.electra4j.core.objective.ReplacementSource.LearnedGenerator;
import org.electra4j.core.objective.ReplacementSource.Unigram;
import org.electra4j.core.objective.ReplacementSource.Uniform;
import org.electra4j.core.objective.SpecialTokens;
import org.electra4j.core.objective.TokenMasker;
import org.electra4j.core.random.Draws;
import org.electra4j.core.tensor.Tensor;
import org.electra4j.core.tensor.Workspace;

/** Figure 2 of the paper: mask, let the generator fill in, let the discriminator tell what was replaced. */
public final class Electra {
  private final ElectraConfig config;
  private final ParameterMemory memory;
  private final TokenMasker masker;
  private final Replacer generator;
  private final Discriminator discriminator;
  private MaskedBatch masked;
  private CorruptedBatch corrupted;

  private Electra(ElectraConfig config, ParameterMemory memory, TokenMasker masker, Replacer generator, Discriminator discriminator) {
    this.config = config;
    this.memory = memory;
    this.masker = masker;
    this.generator = generator;
    this.discriminator = discriminator;
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
    refuseWhatIsNotBuilt(config);
    ParameterPlan plan = new ParameterPlan();
    ElectraWeights weights = ElectraWeights.declare(plan, config);
    ParameterMemory memory = plan.allocate(space.arena());
    Replacer generator = switch (config.source()) {
      case LearnedGenerator _ -> generator(config, weights, space, microBatch, length);
      case Unigram _ -> new TokenTable(Arrays.stream(tokenCounts).asDoubleStream().toArray());
      case Uniform _ -> new TokenTable(uniform(config.vocabularySize(), special));
    };
    Discriminator discriminator = discriminator(config, weights, space, microBatch, length);
    return new Electra(config, memory, new TokenMasker(config.masking(), special), generator, discriminator);
  }

  private static void refuseWhatIsNotBuilt(ElectraConfig config) {
    Objective built = Objective.electra(config.source()).withReplacement(new Replacement(config.replacement().choice(),
        config.replacement().temperature(), Replacement.Correct.ORIGINAL));
    if (!config.objective().equals(built) || config.masking().randomShare() != 0) {
      throw new ConfigException("%s is not built: expected prediction replaced-token-detection, judged all-tokens, training joint, "
          + "correct original and randomShare 0".formatted(config.objective()));
    }
  }

  /** Bytes of native memory that {@link #create} takes, found by building the same networks without memory. */
  public static long bytes(ElectraConfig config, int microBatch, int length) {
    Workspace counting = Workspace.counting();
    ParameterPlan plan = new ParameterPlan();
    ElectraWeights weights = ElectraWeights.declare(plan, config);
    if (config.objective().learnsGenerator()) {
      generator(config, weights, counting, microBatch, length);
    }
    discriminator(config, weights, counting, microBatch, length);
    return ParameterMemory.bytes(plan) + counting.bytes();
  }

  private static Generator generator(ElectraConfig config, ElectraWeights weights, Workspace space, int microBatch, int length) {
    return new Generator(config.generator(), weights.generator(), weights.mlmHead(), config.replacement(), space, microBatch, length,
        microBatch * config.masking().maxDraws(length));
  }

  private static Discriminator discriminator(ElectraConfig config, ElectraWeights weights, Workspace space, int microBatch, int length) {
    return new Discriminator(config.main(), weights.main(), weights.discriminatorHead(), space, microBatch, length);
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

  /** Both networks' forward pass over a part of the batch; dropout only in training. */
  public void forward(MaskedBatch masked, Draws draws, boolean training) {
    this.masked = masked;
    CorruptedBatch drawn = generator.replace(masked, draws, training);   // no gradient comes back this way
    judge(drawn, draws, training);
  }

  /** The discriminator's half of forward; apart, so that a test can hand it what another implementation drew. */
  void judge(CorruptedBatch corrupted, Draws draws, boolean training) {
    this.corrupted = corrupted;
    discriminator.judge(corrupted, masked.place(), draws, training);
  }

  /** Adds this part's gradients of the joint loss. */
  public void backward() {
    discriminator.backward(config.discriminatorWeight());
    generator.backward(config.generatorWeight());
  }

  /** The last part's share of the whole batch's losses. */
  public ElectraLosses losses() {
    double maskedLm = generator.loss();
    double replacedToken = discriminator.loss();
    return new ElectraLosses(config.generatorWeight() * maskedLm + config.discriminatorWeight() * replacedToken, maskedLm, replacedToken);
  }

  /** All parameters of both networks, each once. */
  public ParameterMemory memory() {
    return memory;
  }

  /** The last part as the discriminator saw it. */
  public CorruptedBatch corrupted() {
    return corrupted;
  }

  /** The discriminator's logits for the last part, [positions, 1]: above 0 where a token looks replaced. */
  public Tensor discriminatorLogits() {
    return discriminator.logits();
  }

  /** Whether a generator is learned. */
  public boolean generatorLearns() {
    return generator instanceof Generator;
  }

  /** The generator's likeliest token for each masked position of the last forward, before backward; empty if none is learned. */
  public int[] generatorChoices() {
    return generator instanceof Generator learned ? learned.likeliest() : new int[0];
  }

  /** The generator's logits, [masked positions, vocabulary], to be asked before backward; IllegalStateException if none is learned. */
  public Tensor generatorLogits() {
    if (generator instanceof Generator learned) {
      return learned.logits();
    }
    throw new IllegalStateException("no generator is learned from source " + config.source());
  }
}
