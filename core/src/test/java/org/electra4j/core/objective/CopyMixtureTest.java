package org.electra4j.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopyMixtureTest {
  private static final double STEP = 1e-6;

  @ParameterizedTest
  @CsvSource({"0, 10.3, true", "0, 10.3, false", "3, 0.01, true", "-4, 2, true", "-4, 2, false", "2.5, 0, true", "2.5, 0, false"})
  void lossAndDerivativesAreThoseOfTheMixture(double gate, double crossEntropy, boolean copied) {
    double copy = 1 / (1 + Math.exp(-gate));
    double meaning = -Math.log((copied ? copy : 0) + (1 - copy) * Math.exp(-crossEntropy));
    assertThat(CopyMixture.loss(gate, crossEntropy, copied)).isCloseTo(meaning, offset(1e-12));
    double byGate = (CopyMixture.loss(gate + STEP, crossEntropy, copied) - CopyMixture.loss(gate - STEP, crossEntropy, copied))
        / (2 * STEP);
    double byEntropy = (CopyMixture.loss(gate, crossEntropy + STEP, copied) - CopyMixture.loss(gate, crossEntropy - STEP, copied))
        / (2 * STEP);
    assertThat(CopyMixture.gateDerivative(gate, crossEntropy, copied)).isCloseTo(byGate, offset(1e-8));
    assertThat(CopyMixture.generatedShare(gate, crossEntropy, copied)).isCloseTo(byEntropy, offset(1e-8));
  }

  /** Gates that are open or shut as far as a float tells, and a softmax that excludes the original. */
  @ParameterizedTest
  @CsvSource({"1000, 5, true, 0", "1000, 5, false, 1005", "-1000, 5, true, 5", "-1000, 5, false, 5", "-1000, 2000, true, 1000",
      "0, 1e30, true, 0.6931471805599453"})
  void nothingOverflows(double gate, double crossEntropy, boolean copied, double loss) {
    assertThat(CopyMixture.loss(gate, crossEntropy, copied)).isCloseTo(loss, offset(1e-12));
    assertThat(CopyMixture.gateDerivative(gate, crossEntropy, copied)).isBetween(-1.0, 1.0);
    assertThat(CopyMixture.generatedShare(gate, crossEntropy, copied)).isBetween(0.0, 1.0);
  }

  @ParameterizedTest
  @CsvSource({"0, 0.1, 0.2, true", "-3, 0.1, 0.2, false", "-3, 0.2, 0.2, true", "-30, 0, 1e-14, true"})
  void theLikelierOfInputAndSoftmaxIsTaken(double gate, double ofInput, double ofLikeliest, boolean copies) {
    assertThat(CopyMixture.copies(gate, ofInput, ofLikeliest)).isEqualTo(copies);
  }
}
