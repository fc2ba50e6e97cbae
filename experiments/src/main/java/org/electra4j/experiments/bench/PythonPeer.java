package org.electra4j.experiments.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.electra4j.experiments.report.BenchmarkRow;
import org.electra4j.experiments.run.DataPreparation;

/**
 * What Python users have for the same job, measured by a script in their own Python. The script gets a JSON object as its argument and
 * answers with a JSON object per line: {@code versions}, then for each measurement {@code what}, {@code who} and {@code seconds} of every
 * call or the reason why it {@code failed}; or the {@code absent} package alone.
 */
public final class PythonPeer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Area area;
  private final String name;
  private final String script;
  private final String packages;
  private final Arguments arguments;
  private final String python;
  private final List<String> remarks = new ArrayList<>();

  private interface Arguments {
    /** Fills the script's argument; files go to the folder. */
    void fill(SequencedMap<String, Object> argument, Path folder) throws IOException;
  }

  private PythonPeer(Area area, String name, String script, String packages, String python, Arguments arguments) {
    this.area = area;
    this.name = name;
    this.script = script;
    this.packages = packages;
    this.python = python;
    this.arguments = arguments;
  }

  /** All peers in this Python. */
  public static List<PythonPeer> all(String python, boolean quick) {
    return List.of(pytorch(python, quick), pytorchFineTuning(python, quick), tokenizers(python, quick));
  }

  /** PyTorch's training step: plain, with bfloat16 autocast, and compiled. */
  static PythonPeer pytorch(String python, boolean quick) {
    return new PythonPeer(Area.STEP, "PyTorch", "pytorch_step.py", "torch transformers", python, (argument, folder) -> {
      argument.put("quick", quick);
      argument.put("models", Area.STEP.whats().stream().map(StepBenchmark::sizes).toList());
    });
  }

  /** PyTorch's fine-tuning of ELECTRA-Small, plain and with bfloat16 autocast. */
  static PythonPeer pytorchFineTuning(String python, boolean quick) {
    return new PythonPeer(Area.FINETUNE, "PyTorch", "pytorch_finetune.py", "torch transformers", python, (argument, folder) -> {
      argument.put("quick", quick);
      FineTuneBenchmark.describe(argument);
    });
  }

  /** Hugging Face's tokenizers: encoding, and training of a vocabulary. */
  static PythonPeer tokenizers(String python, boolean quick) {
    return new PythonPeer(Area.TEXT, "tokenizers", "tokenizers_text.py", "tokenizers", python, (argument, folder) -> {
      Path text = folder.resolve("text.txt");
      Files.write(text, TextBenchmark.text().lines());
      argument.put("quick", quick);
      argument.put("text", text.toString());
      argument.put("pieces", TextBenchmark.PIECES);
      argument.put("minFrequency", DataPreparation.MIN_FREQUENCY);
      argument.put("limitAlphabet", DataPreparation.LIMIT_ALPHABET);
    });
  }

  /** Beside which of our rows its rows belong. */
  Area area() {
    return area;
  }

  /** A line for each measurement that is missing: what is absent or failed, and what to do. */
  public List<String> remarks() {
    return List.copyOf(remarks);
  }

  /** Its rows; none, and a remark, where Python or a package is absent. */
  List<BenchmarkRow> measure(int threads, Consumer<String> progress) {
    try {
      Path folder = Files.createTempDirectory("electra4j-bench");
      try (InputStream code = PythonPeer.class.getResourceAsStream(script)) {
        Path file = folder.resolve(script);
        Files.copy(code, file);
        SequencedMap<String, Object> argument = new LinkedHashMap<>(Map.of("threads", threads));
        arguments.fill(argument, folder);
        List<String> command = List.of(python, file.toString(), JSON.writeValueAsString(argument));
        return measure(command, folder.resolve("errors.txt"), threads, progress);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<BenchmarkRow> measure(List<String> command, Path errors, int threads, Consumer<String> progress) throws IOException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    } catch (IOException e) {
      remarks.add("%s: absent, %s cannot be started; install Python 3 and 'pip install %s', or name another with --python FILE"
          .formatted(name, python, packages));
      return List.of();
    }
    List<BenchmarkRow> rows = new ArrayList<>();
    try (BufferedReader answers = process.inputReader(StandardCharsets.UTF_8)) {
      process.getOutputStream().close();
      String versions = "";
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        JsonNode answer = JSON.readTree(line);
        versions = answer.path("versions").asText(versions);
        if (answer.has("about")) {
          progress.accept(answer.get("about").asText());
        }
        read(answer, versions, threads, rows);
      }
      int code = process.waitFor();
      if (code != 0) {
        remarks.add("%s: failed with exit code %d: %s".formatted(name, code, last(errors)));
      }
      return rows;
    } catch (JsonProcessingException e) {
      throw new BenchmarkException("%s: found an answer that is no JSON: %s".formatted(script, e.getOriginalMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException(name + " was interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private void read(JsonNode answer, String versions, int threads, List<BenchmarkRow> rows) {
    if (answer.has("absent")) {
      remarks.add("%s: absent, %s has no package %s; '%s -m pip install %s', or name another with --python FILE".formatted(name, python,
          answer.get("absent").asText(), python, packages));
    } else if (answer.has("failed")) {
      remarks.add("%s, %s: not measured, %s".formatted(answer.path("who").asText(), answer.path("what").asText(),
          answer.get("failed").asText()));
    } else if (answer.has("seconds")) {
      double[] seconds = StreamSupport.stream(answer.get("seconds").spliterator(), false).mapToDouble(JsonNode::asDouble).toArray();
      rows.add(Timing.of(seconds).row(area, answer.get("what").asText(), answer.get("who").asText(), threads, versions));
    }
  }

  private static String last(Path errors) throws IOException {
    List<String> lines = Files.readAllLines(errors).stream().filter(line -> !line.isBlank()).toList();
    return lines.isEmpty() ? "no message" : lines.getLast().strip();
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
