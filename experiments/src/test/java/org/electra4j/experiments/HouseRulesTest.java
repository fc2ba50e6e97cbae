package org.electra4j.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules over the sources themselves (CONTRIBUTING.md). */
class HouseRulesTest {
  private static final int LONGEST_LINE = 140;
  private static final int LONGEST_FILE = 500;
  private static final List<String> MODULES = List.of("simd", "core", "experiments");
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile("^public (?:(?:final|sealed|non-sealed|abstract|static) )*(?:class|record|enum|interface|@interface) (\\w+)");

  private static final Path ROOT = root();

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("electra"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  @Test
  void linesAndFilesAreShort() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path file : sources("src")) {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() > LONGEST_FILE) {
        wrong.add(file + " has " + lines.size() + " lines, at most " + LONGEST_FILE);
      }
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).length() > LONGEST_LINE) {
          wrong.add(file + ":" + (i + 1) + " has " + lines.get(i).length() + " characters, at most " + LONGEST_LINE);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void noWildcardImportsTabsOrDeferredWork() throws IOException {
    List<String> wrong = new ArrayList<>();
    Pattern forbidden = Pattern.compile("^import (static )?[\\w.]+\\.\\*;|\\t|\\s$|\\bTODO\\b(?! #\\d)|\\bFIXME\\b|\\bXXX\\b|\"not yet\"");
    for (Path file : sources("src")) {
      if (file.endsWith("HouseRulesTest.java")) {
        continue;
      }
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (forbidden.matcher(lines.get(i)).find()) {
          wrong.add(file + ":" + (i + 1) + " " + lines.get(i).strip());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void noCommentedOutCode() throws IOException {
    List<String> wrong = new ArrayList<>();
    Pattern code = Pattern.compile("^\\s*//\\s*[\\w.<>\\[\\]() =+\\-*/\",]+;\\s*$|^\\s*//\\s*[{}]\\s*$");
    for (Path file : sources("src")) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (code.matcher(lines.get(i)).find()) {
          wrong.add(file + ":" + (i + 1) + " " + lines.get(i).strip());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void publicTypesAreDocumented() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path file : sources("src/main")) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        Matcher type = PUBLIC_TYPE.matcher(lines.get(i));
        if (type.find() && !documented(lines, i)) {
          wrong.add(file + ":" + (i + 1) + " " + type.group(1));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static boolean documented(List<String> lines, int declaration) {
    int above = declaration - 1;
    while (above >= 0 && (lines.get(above).startsWith("@") || lines.get(above).startsWith("    "))) {
      above--;
    }
    return above >= 0 && lines.get(above).strip().endsWith("*/");
  }

  @Test
  void packagesIntroduceThemselves() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path file : sources("src/main")) {
      if (!Files.exists(file.resolveSibling("package-info.java"))) {
        wrong.add(file.getParent().toString());
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** Whatever changes the JVM must be the same wherever it starts. */
  @Test
  void jvmFlagsAgree() throws IOException {
    String pom = found("<jvm\\.flags>(.*)</jvm\\.flags>", Files.readString(ROOT.resolve("pom.xml")));
    String launcher = found("JVM_FLAGS=\\((.*)\\)", Files.readString(ROOT.resolve("electra")));
    assertThat(launcher).isEqualTo(pom);
    Pattern fork = Pattern.compile("@Fork\\((.*?)\\)\\s", Pattern.DOTALL);
    int found = 0;
    for (Path file : sources("src/main")) {
      Matcher forks = fork.matcher(Files.readString(file));
      while (forks.find()) {
        found++;
        assertThat(forks.group(1)).as("@Fork in %s", file).contains("jvmArgsAppend").contains(pom);
      }
    }
    assertThat(found).as("benchmarks").isPositive();
  }

  @Test
  void nothingNamesAMachine() throws IOException {
    List<String> wrong = new ArrayList<>();
    Pattern machine = Pattern.compile("/root/|/home/\\w+/|/work/|/tmp/[\\w]|repo\\.maven|repo1\\.maven|pypi\\.org|registry\\.npmjs");
    try (Stream<Path> files = Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "pom.xml", "electra",
        ".ci/run").map(ROOT::resolve)) {
      for (Path file : Stream.concat(Stream.concat(files, docs()), sources("src").stream()).toList()) {
        if (!file.endsWith("HouseRulesTest.java") && machine.matcher(Files.readString(file)).find()) {
          wrong.add(file.toString());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static Stream<Path> docs() throws IOException {
    return Files.list(ROOT.resolve("docs")).filter(file -> file.toString().endsWith(".md"));
  }

  private static String found(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as("a match of %s", pattern).isTrue();
    return matcher.group(1);
  }

  private static List<Path> sources(String below) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : MODULES) {
      Path folder = ROOT.resolve(module).resolve(below);
      if (Files.exists(folder)) {
        try (Stream<Path> files = Files.walk(folder)) {
          files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
        }
      }
    }
    assertThat(sources).isNotEmpty();
    return sources;
  }
}
