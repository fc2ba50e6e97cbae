package org.electra4j.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Font;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.electra4j.experiments.JavaProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures are made without the machine's fonts, of which servers have none. */
class FigureFontTest {
  private static final Path RESULTS = Path.of("..", "results", "generator-size");
  private static final long LONGEST_SECONDS = 120;

  @TempDir
  private Path folder;

  @Test
  void measuresEachCharacter() {
    FigureFont plain = new FigureFont(Font.PLAIN, 10);
    assertThat(plain.widthOf("")).isZero();
    assertThat(plain.widthOf("1/4")).isEqualTo(16.09, within(1e-9));
    assertThat(plain.widthOf("~")).isEqualTo(8.38, within(1e-9));
    assertThat(plain.widthOf("é")).isEqualTo(6.4, within(1e-9));
    assertThat(plain.widthOf("한국")).isEqualTo(20, within(1e-9));
    assertThat(new FigureFont(Font.BOLD, 10).widthOf("~~")).isGreaterThan(plain.widthOf("~|"));
    assertThat(plain.metrics().stringWidth("1/4")).isEqualTo(16);
    assertThat(plain.metrics().getHeight()).isEqualTo(10 + 3);
  }

  @Test
  void drawsWithoutLoadingFonts() throws IOException, InterruptedException {
    for (String file : List.of("runs.csv", "steps.csv", "finetune.csv", "machine.csv")) {
      Files.copy(RESULTS.resolve(file), folder.resolve(file));
    }
    Path output = folder.resolve("output.txt");
    Process report = new ProcessBuilder(JavaProcess.command(List.of("-Xlog:library=info"), "report", folder.toString()))
        .redirectErrorStream(true).redirectOutput(output.toFile()).start();
    assertThat(JavaProcess.finish(report, LONGEST_SECONDS)).as(Files.readString(output)).isZero();
    assertThat(folder.resolve("generator-size.svg")).hasSameBinaryContentAs(RESULTS.resolve("generator-size.svg"));
    // Without this line the next would say nothing.
    assertThat(output).content().contains("Loaded library");
    assertThat(output).content().doesNotContain("fontmanager", "freetype");
  }
}
