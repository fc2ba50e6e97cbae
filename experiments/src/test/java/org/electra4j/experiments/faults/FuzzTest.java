package org.electra4j.experiments.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.electra4j.core.checkpoint.Checkpoint;
import org.electra4j.core.checkpoint.CheckpointException;
import org.electra4j.core.checkpoint.CheckpointFolder;
import org.electra4j.core.data.CorpusException;
import org.electra4j.core.data.DatasetException;
import org.electra4j.core.data.DocumentReader;
import org.electra4j.core.data.PackedDataset;
import org.electra4j.core.finetune.GlueTasks;
import org.electra4j.core.finetune.TaskException;
import org.electra4j.core.huggingface.ModelFolder;
import org.electra4j.core.huggingface.ModelFolderException;
import org.electra4j.core.huggingface.Safetensors;
import org.electra4j.core.huggingface.Safetensors.Source;
import org.electra4j.core.huggingface.Safetensors.Type;
import org.electra4j.core.huggingface.SafetensorsException;
import org.electra4j.core.model.ConfigException;
import org.electra4j.core.model.ElectraSettings;
import org.electra4j.core.text.Vocabulary;
import org.electra4j.core.text.VocabularyException;
import org.electra4j.experiments.report.ReportException;
import org.electra4j.experiments.report.ResultCsv;
import org.electra4j.experiments.run.LabelledFiles;
import org.electra4j.experiments.sweep.CustomExperiment;
import org.electra4j.experiments.sweep.SweepPreset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broken files by the million: each is read, or refused by the exception of its reader, within a second of a processor. */
@Tag("faults")
class FuzzTest {
  private static final int FULL = 1_000_000;
  private static final int SOME = 400;
  private static final long LONGEST_NANOS = 1_000_000_000L;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final String[] JSON = {"{", "}", "[", "]", ":", ",", "\"", "\\u0000", "\\", "null", "true", "1e999", "-1", "[[[[[[[[[["};

  @TempDir(factory = MemoryFolder.class)
  private Path folder;

  /** Reads the file, or throws. */
  private interface Reader {
    void read() throws IOException;
  }

  private void fuzz(String promise, Path target, Mutator mutator, Class<? extends Exception> refusal, Reader reader) throws IOException {
    try (Tally tally = new Tally(promise)) {
      for (int number = Tally.count(FULL, Integer.getInteger("electra4j.fuzz", SOME)); number > 0; number--) {
        byte[] bytes = mutator.next();
        Files.write(target, bytes);
        tally.check("case " + number, lost(refusal, reader));
      }
    }
  }

  private static String lost(Class<? extends Exception> refusal, Reader reader) {
    // Not by the clock: other processes, and the collector, may take seconds between two instructions.
    long start = THREADS.getCurrentThreadCpuTime();
    try {
      reader.read();
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      if (!refusal.isInstance(e) && !(e.getCause() instanceof CharacterCodingException && e.getMessage().contains(": is not UTF-8"))) {
        return e + " at " + (e.getStackTrace().length == 0 ? "" : e.getStackTrace()[0]);
      }
    }
    long nanos = THREADS.getCurrentThreadCpuTime() - start;
    return nanos > LONGEST_NANOS ? "took %d ms of a processor".formatted(nanos / 1_000_000) : null;
  }

  private static List<byte[]> texts(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  @Test
  void safetensors() throws IOException {
    Path target = folder.resolve("fuzz.safetensors");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3, 4, 5, 6);
      Safetensors.write(target, new LinkedHashMap<>(Map.of("format", "pt")),
          List.of(new Source("a/weight", Type.F32, List.of(2L, 3L), data), new Source("b", Type.F64, List.of(3L), data)));
    }
    byte[] own = Files.readAllBytes(target);
    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},\"b\":{\"dtype\":\"F16\",\"shape\":[],"
        + "\"data_offsets\":[16,18]}}";
    ByteArrayOutputStream other = new ByteArrayOutputStream();
    other.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length()).array());
    other.writeBytes(header.getBytes(StandardCharsets.UTF_8));
    other.writeBytes(new byte[18]);
    List<String> words = new ArrayList<>(List.of(JSON));
    words.addAll(List.of("\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\"", "F32", "BOOL", "I64", "9223372036854775807"));
    fuzz("35: broken safetensors", target, new Mutator(35, List.of(own, other.toByteArray()), words.toArray(String[]::new)),
        SafetensorsException.class, () -> {
          try (Safetensors opened = Safetensors.open(target)) {
            opened.verify();
          }
        });
  }

  @Test
  void checkpointsAndPackedData() throws IOException {
    FaultRun run = FaultRun.pretraining(folder);
    Path out = run.fresh("out");
    run.run(out, new StringWriter());
    byte[] checkpoint = Files.readAllBytes(out.resolve("checkpoint-5.safetensors"));
    Path target = folder.resolve("checkpoint-5.safetensors");
    fuzz("9, 35: broken checkpoints", target, new Mutator(9, List.of(checkpoint), JSON), CheckpointException.class, () -> {
      Checkpoint.state(target);
      // What passes for whole is whole.
      if (new CheckpointFolder(folder).newestWhole().isPresent() && !Arrays.equals(Files.readAllBytes(target), checkpoint)) {
        throw new IllegalStateException("a change was not found");
      }
    });
    List<byte[]> rows = List.of(Files.readAllBytes(out.resolve("runs.csv")));
    fuzz("33: broken tables of results", folder.resolve("runs.csv"), new Mutator(33, rows, ",", "\"", "\n", "\r", "NaN", "=1+1"),
        ReportException.class, () -> ResultCsv.read(folder));
    fuzz("33: broken vocabularies", folder.resolve("vocab.txt"),
        new Mutator(34, List.of(Files.readAllBytes(out.resolve("vocab.txt"))), "[MASK]", "\n", "\u2028", "##", "\r\n", "\u0000"),
        VocabularyException.class, () -> Vocabulary.read(folder.resolve("vocab.txt")));
    List<byte[]> packed = new ArrayList<>();
    try (Stream<Path> cached = Files.walk(folder.resolve("cache"))) {
      for (Path each : cached.filter(path -> Files.isRegularFile(path) && path.toString().endsWith(".packed")).toList()) {
        packed.add(Files.readAllBytes(each));
      }
    }
    Path data = folder.resolve("data");
    fuzz("9, 33: broken packed data", data, new Mutator(36, packed), DatasetException.class, () -> {
      try (PackedDataset _ = PackedDataset.open(data)) {
        // Opening verifies it.
      }
    });
  }

  @Test
  void texts() throws IOException {
    String[] words = {"\n", "\r", "\uFEFF", "\u0000", "\u2028", "<doc>", "</doc>", "\uD7FF", "{\"text\": \"", "\"}", "\\ud800", "\t"};
    Mutator mutator = new Mutator(33, texts("one line\nanother\n\nthe next document \u00e4\u20ac\uD83D\uDE00\n",
        "{\"text\": \"a\\nb\", \"n\": [1, {}]}\n{\"text\": \"c\"}\n", "<doc id=\"1\">\nTitle\n\ntext\n</doc>\n"), words);
    for (String name : List.of("corpus.txt", "corpus.jsonl")) {
      Path target = folder.resolve(name);
      fuzz("33: broken texts, " + name, target, mutator, CorpusException.class, () -> DocumentReader.of(target).forEachDocument(_ -> { }));
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write("one line\n\nanother document\n".getBytes(StandardCharsets.UTF_8));
    }
    Path gzip = folder.resolve("corpus.txt.gz");
    fuzz("33: broken packed texts", gzip, new Mutator(37, List.of(packed.toByteArray())), CorpusException.class,
        () -> DocumentReader.of(gzip).forEachDocument(_ -> { }));
  }

  @Test
  void tasks() throws IOException {
    Path table = folder.resolve("own.csv");
    String[] words = {",", "\"", "\n", "\t", "\r\n", "label", "text", "\"\"", "\uFEFF", "NaN", "\u0000"};
    fuzz("33: broken tables of labels", table, new Mutator(38, texts("text,label\n\"one, two\",a\nthree,b\n\"fo\"\"ur\",a\n"), words),
        TaskException.class, () -> new LabelledFiles(table, table, "text", null, "label", false).read("own"));
    Path rte = Files.createDirectories(folder.resolve("RTE"));
    String rows = "index\tsentence1\tsentence2\tlabel\n0\ta b\tc\tentailment\n1\td\te f\tnot_entailment\n";
    Files.writeString(rte.resolve("dev.tsv"), rows);
    fuzz("33: broken GLUE tables", rte.resolve("train.tsv"), new Mutator(39, texts(rows), words), TaskException.class,
        () -> GlueTasks.read(folder, "rte"));
  }

  @Test
  void configurations() throws IOException {
    Path yaml = folder.resolve("mine.yaml");
    String[] words = {":", "-", "{", "}", "[", "]", "&a", "*a", "<<", "!!java.lang.Object", "|", ">", "\n  ", "cells", "axes", "1e999",
        "? ", "---\n", "#"};
    fuzz("34: broken experiments", yaml, new Mutator(40, texts("""
        name: mine
        reference: plain
        fixed: {steps: 10, learningRate: 1e-4}
        cells:
          plain: {}
          wide: {generatorSize: 1/2}
        """, "name: x\naxes:\n  generatorSize: [1/4, 1/2]\n  sharing: [none, all]\n"), words), ConfigException.class,
        () -> CustomExperiment.read(yaml));
    Path config = folder.resolve("config.json");
    fuzz("34: broken config.json", config, new Mutator(41, texts("""
        {"model_type": "electra", "hidden_size": 16, "embedding_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
         "intermediate_size": 64, "max_position_embeddings": 24, "vocab_size": 120, "hidden_act": "gelu", "layer_norm_eps": 1e-12}
        """), JSON), ModelFolderException.class, () -> ModelFolder.size(folder));
    Path setting = folder.resolve("setting.txt");
    List<String> keys = List.copyOf(ElectraSettings.of(SweepPreset.QUICK.configuration().model()).keySet());
    fuzz("34: broken settings", setting, new Mutator(42, texts("128", "1/4", "0.15", "learned", "embeddings", "true"), "/", "-", "e", "NaN",
        "1e999", "0x", ".", "Infinity", "9999999999"), ConfigException.class, () -> {
          String value;
          try {
            value = new String(Files.readAllBytes(setting), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          String key = keys.get(Math.floorMod(value.hashCode(), keys.size()));
          ElectraSettings.apply(SweepPreset.QUICK.configuration().model(), Map.of(key, value));
        });
  }
}
