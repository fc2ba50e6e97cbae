package org.electra4j.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SurroundingsTest {
  @Test
  void theCacheHasAPlaceAlsoForAUserWithoutAFolder() {
    Path home = Path.of("").toAbsolutePath();
    assertThat(Surroundings.defaultCache("", home.toString(), "temporary")).isEqualTo(home.resolve(".cache/electra4j"));
    assertThat(Surroundings.defaultCache("caches", "?", "temporary")).isEqualTo(Path.of("caches/electra4j"));
    assertThat(Surroundings.defaultCache(null, "?", "temporary")).isEqualTo(Path.of("temporary/electra4j"));
    assertThat(Surroundings.defaultCache(null, null, "temporary")).isEqualTo(Path.of("temporary/electra4j"));
  }
}
