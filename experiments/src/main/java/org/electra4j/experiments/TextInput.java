package org.electra4j.experiments;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Parameters;

/** Texts of a command line, or the lines of standard input where there are none. */
final class TextInput {
  @Parameters(paramLabel = "TEXT", arity = "0..*", description = "What the model is asked about. Without it: each line of standard input.")
  private List<String> texts = new ArrayList<>();

  /** One text after the other; blank lines are left out. */
  void forEach(Consumer<String> consumer) {
    if (!texts.isEmpty()) {
      texts.forEach(consumer);
      return;
    }
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          consumer.accept(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("standard input cannot be read: " + e.getMessage(), e);
    }
  }
}
