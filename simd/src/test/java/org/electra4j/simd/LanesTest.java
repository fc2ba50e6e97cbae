package org.electra4j.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanesTest {

  @Test
  void followsThePropertyOfThisJvm() {
    String bits = System.getProperty("electra4j.simd.bits");
    assertThat(Lanes.F32.vectorBitSize()).isEqualTo(bits == null ? Lanes.supported(Lanes.F32.vectorBitSize()) : Integer.parseInt(bits));
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void takesThreeSizes(int bits) {
    assertThat(Lanes.pinned(Integer.toString(bits))).isEqualTo(bits);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "64", "1024", "0x100", " 256", "wide"})
  void refusesOthers(String value) {
    assertThatThrownBy(() -> Lanes.pinned(value)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("electra4j.simd.bits: found '" + value + "', wanted 128, 256 or 512");
  }

  @Test
  void narrowsOddMachines() {
    assertThat(Lanes.supported(64)).isEqualTo(128);
    assertThat(Lanes.supported(384)).isEqualTo(256);
    assertThat(Lanes.supported(2048)).isEqualTo(512);
  }
}
