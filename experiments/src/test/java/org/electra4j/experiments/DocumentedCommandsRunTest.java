package org.electra4j.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.electra4j.experiments.sweep.PaperExperiment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every command that a document shows at a prompt, in the order of the document, on files of the names that it mentions. Only sizes
 * are changed: settings that make models tiny are added, and steps are fewer. Whether other commands in running text are at least
 * well-formed, {@link DocumentedCommandsTest} asks.
 */
class DocumentedCommandsRunTest {
  private static final String PROMPT = "$ ./electra ";
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
  private static final List<String> DOCUMENTS = List.of("README.md", "docs/using-models.md", "docs/your-language.md",
      "docs/reproducing.md", "README.ko.md");
  private static final String[] FINE_TUNING = {"--set", "fineTuneLength=16", "--set", "fineTuneEpochs=1", "--set",
      "fineTuneMaxTrain=24", "--set", "fineTuneMaxDev=24"};

  private static final Set<String> SIZES = Set.of("vocabularySize", "embeddingSize", "hiddenSize", "layers", "headSize", "minimumHeads",
      "maxPositions");

  @TempDir
  private Path folder;

  /** Names in documents, and what stands for them here. */
  private Map<String, Path> files;

  private int sweeps;

  @Test
  void allOfThem() throws IOException {
    prepare();
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("electra"))) {
      root = root.getParent();
    }
    int ran = 0;
    for (String document : DOCUMENTS) {
      for (String line : Files.readAllLines(root.resolve(document))) {
        if (line.startsWith(PROMPT)) {
          run(line.substring(PROMPT.length()));
          ran++;
        }
      }
    }
    assertThat(ran).isGreaterThan(15);
  }

  private void prepare() throws IOException {
    Path texts = Files.createDirectories(folder.resolve("texts"));
    SmallCorpus.text(texts);
    Path glue = SmallCorpus.glue(folder);
    cola(glue);
    files = Stream.of("runs/mine", "runs/small", "runs/korean", "runs/imported", "runs/generator-size", "exported", "tuned", "tuned/module",
        "tuned/sts-b", "vocab.txt", "pairs.tsv", "reviews.tsv", "reviews-dev.tsv", "ratings_train.txt", "ratings_test.txt",
        "electra-small-discriminator", "electra-small-generator")
        .collect(Collectors.toMap(name -> name, folder::resolve));
    Stream.of("my-texts/", "TEXTS").forEach(name -> files.put(name, texts));
    Stream.of("glue/", "my-glue/", "GLUE").forEach(name -> files.put(name, glue));
    run("pretrain --corpus my-texts/ --set length=64 --set maxPositions=64 --out runs/mine");
    run("export --checkpoint runs/mine --out exported");
    Files.move(folder.resolve("exported/discriminator"), folder.resolve("electra-small-discriminator"));
    Files.move(folder.resolve("exported/generator"), folder.resolve("electra-small-generator"));
    run("finetune --checkpoint runs/mine --glue glue/ --task rte --save tuned");
    Files.move(folder.resolve("tuned/rte"), folder.resolve("tuned/sts-b"));
    Files.writeString(folder.resolve("pairs.tsv"), "the river\ta stone\nthe bird\tthe tree\n");
    for (String file : List.of("reviews.tsv", "reviews-dev.tsv", "ratings_train.txt", "ratings_test.txt")) {
      Files.writeString(folder.resolve(file), "id\tdocument\tlabel\n" + "1\tthe \"\"old\"\" river\t0\n2\ta new house\t1\n".repeat(8));
    }
  }

  /** CoLA as its authors publish it, without a header. */
  private static void cola(Path glue) throws IOException {
    Path folder = Files.createDirectories(glue.resolve("CoLA"));
    for (String part : List.of("train", "dev")) {
      Files.writeString(folder.resolve(part + ".tsv"), "gj04\t1\t\tThe river walks.\ngj04\t0\t*\tRiver the walks.\n".repeat(12));
    }
  }

  private void run(String command) throws IOException {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(command);
    while (matcher.find()) {
      words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
    }
    int input = words.indexOf("<");
    InputStream before = System.in;
    if (input >= 0) {
      System.setIn(new ByteArrayInputStream(Files.readAllBytes(files.get(words.get(input + 1)))));
      words.subList(input, words.size()).clear();
    }
    try {
      CommandLineRun ended = CommandLineRun.of(folder, smaller(words).toArray(String[]::new));
      assertThat(ended.code()).as("%s%n%s%s", command, ended.err(), ended.out()).isZero();
    } finally {
      System.setIn(before);
    }
  }

  /** The same with files of this test, and tiny. */
  private List<String> smaller(List<String> words) {
    List<String> all = new ArrayList<>(words.stream().map(word -> files.containsKey(word) ? files.get(word).toString() : word).toList());
    switch (words.getFirst()) {
      case "pretrain" -> {
        boolean ownVocabulary = words.contains("--corpus") && !words.contains("--vocab");
        addSettings(all, words.contains("--from") ? SIZES : ownVocabulary ? Set.of() : Set.of("vocabularySize"), SmallCorpus.SETTINGS);
      }
      case "finetune" -> addSettings(all, Set.of(), FINE_TUNING);
      case "sweep" -> {
        Set<String> left = new LinkedHashSet<>(Arrays.stream(PaperExperiment.values())
            .filter(experiment -> experiment.label().equals(words.get(1))).findFirst().orElseThrow().varied());
        if (!words.contains("--corpus")) {
          left.add("vocabularySize");
        }
        addSettings(all, left, SmallCorpus.SETTINGS);
        addSettings(all, Set.of(), FINE_TUNING);
        if (!words.contains("--out")) {
          all.addAll(List.of("--out", folder.resolve("sweep" + sweeps++).toString()));
        }
      }
      default -> { }
    }
    return all;
  }

  /** Those that make a model tiny, but for these keys and what the command sets itself. */
  private static void addSettings(List<String> words, Set<String> left, String... tiny) {
    Set<String> set = words.stream().filter(word -> word.contains("=")).map(word -> word.split("=")[0]).collect(Collectors.toSet());
    for (int i = 0; i < tiny.length; i += 2) {
      if (tiny[i].equals("--steps")) {
        int at = words.indexOf("--steps");
        if (at >= 0) {
          words.set(at + 1, tiny[i + 1]);
          continue;
        }
      }
      String key = tiny[i + 1].split("=")[0];
      if (!left.contains(key) && !set.contains(key)) {
        words.add(tiny[i]);
        words.add(tiny[i + 1]);
      }
    }
  }
}
