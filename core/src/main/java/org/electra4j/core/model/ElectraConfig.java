package org.electra4j.core.model;

import org.electra4j.core.nn.EncoderConfig;
import org.electra4j.core.nn.Start;
import org.electra4j.core.objective.GeneratorTraining.Adversarial;
import org.electra4j.core.objective.GeneratorTraining.Joint;
import org.electra4j.core.objective.GeneratorTraining.TwoStage;
import org.electra4j.core.objective.MaskRecipe;
import org.electra4j.core.objective.Objective;
import org.electra4j.core.objective.Prediction;
import org.electra4j.core.objective.Replacement;
import org.electra4j.core.objective.ReplacementSource;
import org.electra4j.core.objective.ReplacementSource.LearnedGenerator;
import org.electra4j.core.objective.WeightSharing;

/**
 * What is trained: sizes of the main network, its objective, and the weights of the two losses.
 *
 * @param vocabularySize rows of the word table
 * @param maxPositions rows of the position table; 512 in every published size
 * @param embeddingSize width of the tables, in both networks but for {@link WeightSharing#NONE_AS_PUBLISHED}
 * @param hiddenSize width of the main network
 * @param layers depth of both networks
 * @param headSize width of an attention head; 64 in every published size
 * @param minimumHeads least number of heads, however narrow the network; 1 in every published size
 * @param dropout rate everywhere
 * @param objective what it is trained for
 * @param masking how positions are chosen
 * @param generatorWeight of the masked-LM loss; 1 as published
 * @param discriminatorWeight of what the main network is asked otherwise; 50 as published for replaced-token detection
 * @param start values that parameters begin with
 */
public record ElectraConfig(int vocabularySize, int maxPositions, int embeddingSize, int hiddenSize, int layers, int headSize,
    int minimumHeads, double dropout, Objective objective, MaskRecipe masking, double generatorWeight, double discriminatorWeight,
    Start start) {
  /** What is derived from wider networks would not fit an int; dropout's addresses have no room for more layers (LayerDropout). */
  private static final int WIDEST = 16_384;
  private static final int DEEPEST = 1024;

  /** Refuses what has no meaning, naming the key. */
  public ElectraConfig {
    atLeastOne("vocabularySize", vocabularySize);
    atLeastOne("maxPositions", maxPositions);
    size("embeddingSize", embeddingSize, WIDEST);
    size("hiddenSize", hiddenSize, WIDEST);
    size("layers", layers, DEEPEST);
    atLeastOne("headSize", headSize);
    atLeastOne("minimumHeads", minimumHeads);
    check(dropout >= 0 && dropout < 1, "dropout", dropout, "0 or more, below 1");
    check(masking.rate() > 0 && masking.rate() < 1, "maskRate", masking.rate(), "more than 0, below 1");
    check(masking.maskShare() >= 0 && masking.maskShare() <= 1, "maskShare", masking.maskShare(), "0 to 1");
    check(masking.randomShare() >= 0 && masking.maskShare() + masking.randomShare() <= 1 + 1e-12, "randomShare", masking.randomShare(),
        "0 or more, and at most 1 together with maskShare, which is " + masking.maskShare());
    double temperature = objective.replacement().temperature();
    check(temperature > 0 && temperature < Double.POSITIVE_INFINITY, "temperature", temperature, "more than 0");
    check(generatorWeight >= 0 && generatorWeight < Double.POSITIVE_INFINITY, "generatorWeight", generatorWeight, "0 or more");
    check(discriminatorWeight >= 0 && discriminatorWeight < Double.POSITIVE_INFINITY, "discriminatorWeight", discriminatorWeight,
        "0 or more");
    switch (start) {
      case Start.Published(double deviation) -> checkStart(deviation, 0);
      case Start.Neighbours(double deviation, double positionScale) -> checkStart(deviation, positionScale);
    }
    checkHeads("hiddenSize", hiddenSize, heads(hiddenSize, headSize, minimumHeads));
    if (objective.learnsGenerator() && objective.source() instanceof LearnedGenerator(double size, WeightSharing sharing)) {
      check(size > 0 && size <= 4, "generatorSize", size, "more than 0, at most 4");
      int width = generatorHidden(hiddenSize, size);
      atLeastOne("generatorSize * hiddenSize", width);
      checkHeads("generatorSize * hiddenSize", width, heads(width, headSize, minimumHeads));
      check(sharing != WeightSharing.ALL || width == hiddenSize, "sharing", sharing, "generatorSize 1 with it, or another sharing");
      check(sharing != WeightSharing.NONE_AS_PUBLISHED || width != embeddingSize, "sharing", Settings.text(sharing),
          "none, which is the same where the generator is as wide as its embeddings");
      checkTraining(objective, width == hiddenSize, sharing);
    } else {
      check(objective.training() instanceof Joint, "training", objective.training(), "joint where no generator is learned");
    }
  }

  private static void checkTraining(Objective objective, boolean equalSizes, WeightSharing sharing) {
    switch (objective.training()) {
      case Joint _ -> { }
      case TwoStage(long steps) -> {
        check(steps >= 1, "generatorSteps", steps, "at least 1 with training two-stage");
        check(equalSizes, "training", "two-stage", "generatorSize 1 with it: the main network begins with the generator's weights");
        check(sharing == WeightSharing.NONE, "training", "two-stage", "sharing none with it: what is frozen must not be learned");
      }
      case Adversarial _ -> {
        check(objective.prediction() instanceof Prediction.ReplacedTokenDetection, "training", "adversarial",
            "prediction replaced-token-detection with it: its loss is the reward");
        check(objective.replacement().choice() == Replacement.Choice.SAMPLE, "training", "adversarial",
            "replacement sample with it: only what is drawn by chance has a gradient");
      }
    }
  }

  /** For trials: two layers of 32. */
  public static ElectraConfig tiny(int vocabularySize) {
    return published(vocabularySize, 32, 32, 2).withHeads(8, 2).withPositions(128).withSource(new LearnedGenerator(0.5,
        WeightSharing.EMBEDDINGS));
  }

  /** For sweeps on a laptop: four layers of 128, at least two heads, embeddings as wide as the main network. */
  public static ElectraConfig sweep(int vocabularySize) {
    return published(vocabularySize, 128, 128, 4).withHeads(32, 2).withPositions(64);
  }

  /** ELECTRA-Small (paper, table 6). */
  public static ElectraConfig small(int vocabularySize) {
    return published(vocabularySize, 128, 256, 12);
  }

  /** ELECTRA-Base (paper, table 6). */
  public static ElectraConfig base(int vocabularySize) {
    return published(vocabularySize, 768, 768, 12).withSource(new LearnedGenerator(1 / 3.0, WeightSharing.EMBEDDINGS));
  }

  private static ElectraConfig published(int vocabularySize, int embeddingSize, int hiddenSize, int layers) {
    return new ElectraConfig(vocabularySize, 512, embeddingSize, hiddenSize, layers, 64, 1, 0.1,
        Objective.electra(new LearnedGenerator(0.25, WeightSharing.EMBEDDINGS)), MaskRecipe.PUBLISHED, 1, 50, new Start.Published(0.02));
  }

  /** The same with another source of replacements. */
  public ElectraConfig withSource(ReplacementSource source) {
    return withObjective(objective.withSource(source));
  }

  /** The same with another objective. */
  public ElectraConfig withObjective(Objective objective) {
    return new ElectraConfig(vocabularySize, maxPositions, embeddingSize, hiddenSize, layers, headSize, minimumHeads, dropout, objective,
        masking, generatorWeight, discriminatorWeight, start);
  }

  /** The same with another dropout rate. */
  public ElectraConfig withDropout(double dropout) {
    return new ElectraConfig(vocabularySize, maxPositions, embeddingSize, hiddenSize, layers, headSize, minimumHeads, dropout, objective,
        masking, generatorWeight, discriminatorWeight, start);
  }

  /** The same with another start. */
  public ElectraConfig withStart(Start start) {
    return new ElectraConfig(vocabularySize, maxPositions, embeddingSize, hiddenSize, layers, headSize, minimumHeads, dropout, objective,
        masking, generatorWeight, discriminatorWeight, start);
  }

  /** The same with other heads. */
  public ElectraConfig withHeads(int headSize, int minimumHeads) {
    return new ElectraConfig(vocabularySize, maxPositions, embeddingSize, hiddenSize, layers, headSize, minimumHeads, dropout, objective,
        masking, generatorWeight, discriminatorWeight, start);
  }

  /** The same with another position table. */
  public ElectraConfig withPositions(int maxPositions) {
    return new ElectraConfig(vocabularySize, maxPositions, embeddingSize, hiddenSize, layers, headSize, minimumHeads, dropout, objective,
        masking, generatorWeight, discriminatorWeight, start);
  }

  /** What stands at masked positions of the main network's input. */
  public ReplacementSource source() {
    return objective.source();
  }

  /** How a token is drawn. */
  public Replacement replacement() {
    return objective.replacement();
  }

  /** Sizes of the main network. */
  public EncoderConfig main() {
    return encoder(hiddenSize, embeddingSize);
  }

  /** Sizes of the generator; IllegalStateException where nothing is learned. */
  public EncoderConfig generator() {
    if (objective.learnsGenerator() && objective.source() instanceof LearnedGenerator learned) {
      int width = generatorHidden(hiddenSize, learned.size());
      return encoder(width, learned.sharing() == WeightSharing.NONE_AS_PUBLISHED ? width : embeddingSize);
    }
    throw new IllegalStateException("no generator is learned with objective " + objective);
  }

  private EncoderConfig encoder(int hidden, int embedding) {
    return new EncoderConfig(vocabularySize, maxPositions, embedding, hidden, layers, heads(hidden, headSize, minimumHeads),
        4 * hidden, (float) dropout);
  }

  private static int generatorHidden(int hiddenSize, double size) {
    return (int) Math.rint(hiddenSize * size);
  }

  private static int heads(int hidden, int headSize, int minimumHeads) {
    return Math.max(minimumHeads, hidden / headSize);
  }

  private static void checkHeads(String key, int hidden, int heads) {
    if (hidden % heads != 0) {
      throw new ConfigException("%s is %d, which %d attention heads do not divide: choose a multiple of %d"
          .formatted(key, hidden, heads, heads));
    }
  }

  private static void checkStart(double deviation, double positionScale) {
    check(deviation > 0 && deviation < Double.POSITIVE_INFINITY, "initDeviation", deviation, "more than 0");
    check(positionScale >= 0 && positionScale < Double.POSITIVE_INFINITY, "positionScale", positionScale, "0 or more");
  }

  private static void size(String key, int value, int most) {
    check(value >= 1 && value <= most, key, value, "1 to " + most);
  }

  private static void atLeastOne(String key, int value) {
    check(value >= 1, key, value, "at least 1");
  }

  private static void check(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new ConfigException("%s is %s: expected %s".formatted(key, value, expected));
    }
  }
}
