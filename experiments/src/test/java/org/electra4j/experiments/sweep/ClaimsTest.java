package org.electra4j.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimsTest {
  private static final Duration BEAT = Duration.ofMillis(20);
  private static final Duration DEAD = Duration.ofSeconds(2);
  private static final int WORKERS = 8;

  @TempDir
  private Path folder;

  @Test
  void aRunIsOneWorkersUntilItIsGivenBack() {
    try (Claims one = new Claims(folder, "one"); Claims other = new Claims(folder, "other")) {
      assertThat(one.claim("a")).isTrue();
      assertThat(other.claim("a")).isFalse();
      assertThat(other.claim("b")).isTrue();
      assertThat(Claims.claimed(folder, "a")).isTrue();
      one.release("a");
      assertThat(Claims.claimed(folder, "a")).isFalse();
      assertThat(other.claim("a")).isTrue();
    }
    assertThat(folder.resolve("claims")).isEmptyDirectory();
  }

  @Test
  void aDeadWorkersRunIsTakenByOne() throws Exception {
    Files.createDirectories(folder.resolve("claims"));
    for (int round = 0; round < 100; round++) {
      Path dead = Files.writeString(folder.resolve("claims/a"), "dead\n");
      Files.setLastModifiedTime(dead, FileTime.fromMillis(System.currentTimeMillis() - 2 * DEAD.toMillis()));
      assertThat(takers()).as("round %d", round).isEqualTo(1);
      Files.deleteIfExists(dead);
    }
  }

  private long takers() throws Exception {
    List<Claims> all = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(WORKERS)) {
      List<Callable<Boolean>> attempts = new ArrayList<>();
      for (int worker = 0; worker < WORKERS; worker++) {
        Claims claims = new Claims(folder, "worker" + worker, BEAT, DEAD);
        all.add(claims);
        attempts.add(() -> claims.claim("a"));
      }
      long takers = 0;
      for (Future<Boolean> attempt : executor.invokeAll(attempts)) {
        takers += attempt.get() ? 1 : 0;
      }
      return takers;
    } finally {
      all.forEach(Claims::close);
    }
  }

  @Test
  void aClaimThatBeatsIsAlive() throws IOException, InterruptedException {
    try (Claims one = new Claims(folder, "one", BEAT, Duration.ofMillis(500)); Claims other = new Claims(folder, "other", BEAT,
        Duration.ofMillis(500))) {
      assertThat(one.claim("a")).isTrue();
      FileTime first = Files.getLastModifiedTime(folder.resolve("claims/a"));
      Thread.sleep(800);
      assertThat(Files.getLastModifiedTime(folder.resolve("claims/a"))).isGreaterThan(first);
      assertThat(other.claim("a")).isFalse();
    }
  }
}
