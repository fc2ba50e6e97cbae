package org.electra4j.experiments.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private final StringWriter out = new StringWriter();

  @Test
  void signsThatATerminalLacksHaveSubstitutes() {
    new Terminal(new PrintWriter(out), false, 80, true).line("\u22120.5 \u00b1 0.1, \u2013");
    assertThat(out.toString()).isEqualTo("-0.5 +- 0.1, -" + System.lineSeparator());
  }

  @Test
  void otherTerminalsGetThemAsTheyAre() {
    new Terminal(new PrintWriter(out), false, 80).line("\u22120.5 \u00b1 0.1");
    assertThat(out.toString()).startsWith("\u22120.5 \u00b1 0.1");
  }
}
