package org.electra4j.core.objective;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.electra4j.core.data.Batch;
import org.electra4j.core.objective.MaskRecipe.Drawing;
import org.electra4j.core.random.Draws;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenMaskerTest {
  private static final SpecialTokens SPECIAL = new SpecialTokens(0, 1, 2, 3);
  private static final int LENGTH = 128;
  private static final int VOCABULARY = 60;

  @ParameterizedTest
  @CsvSource({"5, 1", "10, 2", "12, 2", "30, 4", "50, 8", "70, 10", "90, 14", "110, 16", "126, 19", "128, 19"})
  void drawsRoundAsThePublishedCodeDoes(int tokens, int draws) {
    assertThat(MaskRecipe.PUBLISHED.draws(tokens, LENGTH)).isEqualTo(draws);
  }

  @ParameterizedTest
  @CsvSource({"0.15, 128, 19", "0.15, 512, 79", "0.25, 512, 130", "0.15, 3, 1"})
  void mostDrawsAreThePublishedBound(double rate, int length, int draws) {
    assertThat(new MaskRecipe(rate, Drawing.PUBLISHED, 0.85).maxDraws(length)).isEqualTo(draws);
  }

  @Test
  void specialTokensAreNeverDrawnAndTargetsAreTheOriginals() {
    Batch batch = batch(64, 100);
    MaskedBatch masked = new TokenMasker(MaskRecipe.PUBLISHED, SPECIAL, VOCABULARY).mask(batch, new Draws(1, 2));
    assertThat(masked.draws()).isEqualTo(64 * 15);
    for (int draw = 0; draw < masked.draws(); draw++) {
      int row = masked.positions()[draw];
      assertThat(masked.targets()[draw]).isEqualTo(batch.ids()[row]).isGreaterThan(3);
      assertThat(masked.maskedIds()[row]).isIn(3, batch.ids()[row]);
    }
    assertThat(masked.place()).isEqualTo(new MaskedBatch.Place(0, 0, 64 * 15,
        (int) Arrays.stream(masked.positions()).distinct().count(), 64 * 100, 64));
  }

  @Test
  void publishedDrawingRepeatsPositionsAndExactDrawingDoesNot() {
    Batch batch = batch(200, LENGTH);
    MaskedBatch published = new TokenMasker(MaskRecipe.PUBLISHED, SPECIAL, VOCABULARY).mask(batch, new Draws(5, 9));
    double repeats = published.draws() - Arrays.stream(published.positions()).distinct().count();
    assertThat(repeats / 200).as("expected 1.25 repeats among 19 draws of 126 positions").isBetween(0.9, 1.7);
    MaskedBatch exact = new TokenMasker(new MaskRecipe(0.15, Drawing.EXACT, 0.85), SPECIAL, VOCABULARY).mask(batch, new Draws(5, 9));
    assertThat(exact.positions()).doesNotHaveDuplicates().hasSize(200 * 19);
  }

  @Test
  void theShareOfMaskedDrawsIsTheRecipes() {
    Batch batch = batch(400, LENGTH);
    MaskedBatch masked = new TokenMasker(new MaskRecipe(0.15, Drawing.EXACT, 0.85), SPECIAL, VOCABULARY).mask(batch, new Draws(3, 0));
    double share = Arrays.stream(masked.positions()).filter(row -> masked.maskedIds()[row] == 3).count() / (double) masked.draws();
    // Five standard deviations of a binomial of 7,600 draws.
    assertThat(share).isBetween(0.85 - 0.0205, 0.85 + 0.0205);
  }

  /** BERT's recipe: of the draws 80 % are masked, 10 % become a word drawn from all but the special ones, 10 % stay. */
  @Test
  void randomWordsAreDrawnUniformly() {
    Batch batch = batch(400, LENGTH);
    TokenMasker masker = new TokenMasker(new MaskRecipe(0.15, Drawing.EXACT, 0.8, 0.1), SPECIAL, VOCABULARY);
    int[] counts = new int[VOCABULARY];
    int draws = 0;
    int masks = 0;
    int random = 0;
    for (int step = 0; step < 10; step++) {
      MaskedBatch masked = masker.mask(batch, new Draws(3, step));
      draws += masked.draws();
      for (int draw = 0; draw < masked.draws(); draw++) {
        int id = masked.maskedIds()[masked.positions()[draw]];
        masks += id == 3 ? 1 : 0;
        if (id != 3 && id != masked.targets()[draw]) {
          random++;
          counts[id]++;
        }
      }
    }
    // Five standard deviations; one random word in 56 is the one that stood there.
    assertThat(masks / (double) draws).isBetween(0.8 - 0.0073, 0.8 + 0.0073);
    assertThat(random / (double) draws).isBetween(0.1 * 55 / 56 - 0.0055, 0.1 * 55 / 56 + 0.0055);
    assertThat(counts[0] + counts[1] + counts[2] + counts[3]).isZero();
    double expected = random / 56.0;
    double chiSquare = IntStream.range(4, VOCABULARY).mapToDouble(id -> Math.pow(counts[id] - expected, 2) / expected).sum();
    assertThat(chiSquare).as("chi-square with 55 degrees of freedom, 0.1 % beyond 93.2").isLessThan(93.2);
  }

  @Test
  void withoutRandomWordsTheDrawsAreWhatTheyWere() {
    Batch batch = batch(20, LENGTH);
    MaskedBatch some = new TokenMasker(new MaskRecipe(0.15, Drawing.EXACT, 0.8, 0.1), SPECIAL, VOCABULARY).mask(batch, new Draws(1, 2));
    MaskedBatch none = new TokenMasker(new MaskRecipe(0.15, Drawing.EXACT, 0.8), SPECIAL, VOCABULARY).mask(batch, new Draws(1, 2));
    assertThat(some.positions()).containsExactly(none.positions());
    for (int row = 0; row < some.maskedIds().length; row++) {
      assertThat(some.maskedIds()[row] == 3).isEqualTo(none.maskedIds()[row] == 3);
    }
  }

  @Test
  void everyCandidateIsAsLikely() {
    Batch batch = batch(1, 34);
    TokenMasker masker = new TokenMasker(MaskRecipe.PUBLISHED, SPECIAL, VOCABULARY);
    int[] counts = new int[34];
    int draws = 0;
    for (int step = 0; step < 4000; step++) {
      for (int row : masker.mask(batch, new Draws(8, step)).positions()) {
        counts[row]++;
        draws++;
      }
    }
    double expected = draws / 32.0;
    double chiSquare = IntStream.range(1, 33).mapToDouble(row -> Math.pow(counts[row] - expected, 2) / expected).sum();
    assertThat(chiSquare).as("chi-square with 31 degrees of freedom, 0.1 % beyond 61.1").isLessThan(61.1);
    assertThat(counts[0] + counts[33]).isZero();
  }

  @Test
  void partsPutTogetherAreTheWhole() {
    Batch batch = batch(7, 40);
    MaskedBatch whole = new TokenMasker(MaskRecipe.PUBLISHED, SPECIAL, VOCABULARY).mask(batch, new Draws(1, 1));
    List<MaskedBatch> parts = whole.parts(3);
    assertThat(parts).extracting(part -> part.batch().size()).containsExactly(3, 3, 1);
    int draw = 0;
    int example = 0;
    for (MaskedBatch part : parts) {
      assertThat(part.place()).isEqualTo(new MaskedBatch.Place(example, draw, whole.draws(), whole.place().positions(), 7 * 40, 7));
      for (int own = 0; own < part.draws(); own++, draw++) {
        assertThat(part.positions()[own] + example * LENGTH).isEqualTo(whole.positions()[draw]);
        assertThat(part.targets()[own]).isEqualTo(whole.targets()[draw]);
      }
      example += part.batch().size();
    }
    assertThat(draw).isEqualTo(whole.draws());
  }

  @Test
  void textWithoutMaskableTokensIsLeftAlone() {
    Batch batch = new Batch(1, 4, new int[] {1, 2, 0, 0}, new int[4], new int[] {2});
    assertThat(new TokenMasker(MaskRecipe.PUBLISHED, SPECIAL, VOCABULARY).mask(batch, new Draws(1, 1)).draws()).isZero();
  }

  private static Batch batch(int size, int tokens) {
    int[] ids = new int[size * LENGTH];
    for (int example = 0; example < size; example++) {
      for (int position = 0; position < tokens; position++) {
        ids[example * LENGTH + position] = position == 0 ? 1 : position == tokens - 1 ? 2 : 4 + (example * 31 + position) % 50;
      }
    }
    int[] lengths = new int[size];
    Arrays.fill(lengths, tokens);
    return new Batch(size, LENGTH, ids, new int[ids.length], lengths);
  }
}
