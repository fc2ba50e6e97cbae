package org.electra4j.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.electra4j.experiments.run.StopRequest;
import org.electra4j.experiments.run.Surroundings;
import org.electra4j.experiments.terminal.Terminal;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Every command line that a document or a help text shows is one that the program takes. */
class DocumentedCommandsTest {
  private static final Pattern IN_DOCUMENTS = Pattern.compile("\\./electra ([a-z-][^`|#]*)");
  private static final Pattern IN_HELP = Pattern.compile("^ {2}electra ([a-z].*?)( {2,}.*)?$", Pattern.MULTILINE);

  @Test
  void ofDocuments() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("electra"))) {
      root = root.getParent();
    }
    List<String> shown = new ArrayList<>();
    try (Stream<Path> documents = Stream.concat(Stream.of("README.md", "README.ko.md", "CONTRIBUTING.md").map(root::resolve),
        Files.list(root.resolve("docs")))) {
      for (Path document : documents.filter(file -> file.toString().endsWith(".md")).sorted().toList()) {
        Files.readAllLines(document).forEach(line -> found(IN_DOCUMENTS, line, shown));
      }
    }
    assertThat(shown).contains("sweep generator-size");
    assertThat(shown).allSatisfy(DocumentedCommandsTest::isTaken);
  }

  @Test
  void ofHelp() {
    List<String> shown = new ArrayList<>();
    collect(commands(), shown);
    assertThat(shown).hasSizeGreaterThan(12);
    assertThat(shown).allSatisfy(DocumentedCommandsTest::isTaken);
  }

  @Test
  void aWrongOneIsNoticed() {
    assertThatCode(() -> isTaken("sweep generator-size --sedes 3")).isInstanceOf(ParameterException.class);
  }

  private static void collect(CommandLine command, List<String> shown) {
    found(IN_HELP, String.join("\n", command.getCommandSpec().usageMessage().footer()), shown);
    command.getSubcommands().values().forEach(each -> collect(each, shown));
  }

  private static void found(Pattern pattern, String text, List<String> shown) {
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      shown.add(matcher.group(1).strip());
    }
  }

  private static void isTaken(String arguments) {
    // What a shell puts in place of a variable.
    commands().parseArgs(arguments.replaceAll("\\$[A-Z_]+", "3").split("\\s+"));
  }

  private static CommandLine commands() {
    return Main.commands(new Surroundings(new Terminal(new PrintWriter(new StringWriter()), false, 80), List.of(), () -> 0,
        new StopRequest(), Path.of(""), Path.of("")));
  }
}
