package org.electra4j.core.objective;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.electra4j.core.data.Batch;
import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;

/** Chooses positions and masks them, afresh at every step (published code: pretrain_helpers.mask). */
public final class TokenMasker {
  /** Draws of different examples are this far apart in the address. */
  private static final int EXAMPLE_SHIFT = 20;

  private final MaskRecipe recipe;
  private final SpecialTokens special;
  /** What a random word may be; empty where there are none. */
  private final int[] words;

  /** A masker by this recipe, for ids below the size of the vocabulary. */
  public TokenMasker(MaskRecipe recipe, SpecialTokens special, int vocabularySize) {
    this.recipe = recipe;
    this.special = special;
    words = recipe.randomShare() == 0 ? new int[0] : IntStream.range(0, vocabularySize).filter(special::maskable).toArray();
  }

  /** The batch of a step with its masked positions, a function of batch and draws. An example without a maskable token gets none. */
  public MaskedBatch mask(Batch batch, Draws draws) {
    int length = batch.length();
    int[] maskedIds = batch.ids().clone();
    int[] positions = new int[batch.size() * recipe.maxDraws(length)];
    int[] candidates = new int[length];
    int drawn = 0;
    int tokens = 0;
    for (int example = 0; example < batch.size(); example++) {
      int exampleTokens = batch.lengths()[example];
      tokens += exampleTokens;
      int firstRow = example * length;
      int count = candidates(batch, example, candidates);
      int wanted = count == 0 ? 0 : recipe.draws(exampleTokens, length);
      if (recipe.drawing() == MaskRecipe.Drawing.EXACT) {
        wanted = Math.min(wanted, count);
      }
      for (int draw = 0; draw < wanted; draw++) {
        long address = (long) example << EXAMPLE_SHIFT | draw;
        int row = firstRow + choose(candidates, count, draw, draws, address);
        positions[drawn++] = row;
        double kind = draws.uniform(Purpose.MASK_KIND, address);
        if (kind < recipe.maskShare()) {
          maskedIds[row] = special.mask();
        } else if (kind < recipe.maskShare() + recipe.randomShare()) {
          maskedIds[row] = words[draws.below(Purpose.RANDOM_WORD, address, words.length)];
        }
      }
    }
    positions = Arrays.copyOf(positions, drawn);
    int[] targets = new int[drawn];
    for (int draw = 0; draw < drawn; draw++) {
      targets[draw] = batch.ids()[positions[draw]];
    }
    return new MaskedBatch(batch, maskedIds, positions, targets,
        new MaskedBatch.Place(0, 0, drawn, (int) Arrays.stream(positions).distinct().count(), tokens, batch.size()));
  }

  private int candidates(Batch batch, int example, int[] candidates) {
    int count = 0;
    for (int position = 0; position < batch.lengths()[example]; position++) {
      if (special.maskable(batch.ids()[example * batch.length() + position])) {
        candidates[count++] = position;
      }
    }
    return count;
  }

  private int choose(int[] candidates, int count, int draw, Draws draws, long address) {
    return switch (recipe.drawing()) {
      case PUBLISHED -> candidates[draws.below(Purpose.MASKED_POSITIONS, address, count)];
      case EXACT -> {
        // A step of Fisher and Yates: the chosen candidate changes places with the first that is not chosen yet.
        int other = draw + draws.below(Purpose.MASKED_POSITIONS, address, count - draw);
        int chosen = candidates[other];
        candidates[other] = candidates[draw];
        candidates[draw] = chosen;
        yield chosen;
      }
    };
  }
}
