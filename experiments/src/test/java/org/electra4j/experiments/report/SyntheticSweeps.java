package org.electra4j.experiments.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.electra4j.core.finetune.FineTuner;
import org.electra4j.core.train.CurvePoint;
import org.electra4j.core.train.Evaluation;

/** Rows as sweeps of each experiment might leave them: made up, always the same, of a realistic size. */
final class SyntheticSweeps {
  static final List<String> EXPERIMENTS = List.of("generator-size", "generator-size-widths", "weight-sharing", "training-algorithm",
      "efficiency", "replacement", "model-size", "training-length", "custom");
  private static final double ENTROPY = 6.98;
  private static final long STEPS = 2000;
  private static final List<String> TASKS = List.of("cola", "mrpc", "rte", "sst", "sts");

  private final List<ResultRow> rows = new ArrayList<>();
  private final List<RunCurve> curves = new ArrayList<>();
  private final List<MachineRow> machines = new ArrayList<>();
  private final List<FineTuneRow> tunings = new ArrayList<>();
  private final String experiment;
  private final int seeds;
  private Comparison comparison = Comparison.STEPS;
  private long state = 1;

  private SyntheticSweeps(String experiment, int seeds) {
    this.experiment = experiment;
    this.seeds = seeds;
  }

  static ReportData of(String name) {
    SyntheticSweeps sweep = new SyntheticSweeps(name.equals("generator-size-widths") ? "generator-size" : name, 3);
    switch (name) {
      case "generator-size" -> sweep.sizes("", "");
      case "generator-size-widths" -> {
        sweep.sizes("64: ", "64");
        sweep.sizes("128: ", "128");
      }
      case "weight-sharing" -> sweep.cell("none", 66.1, 5.05, "sharing", "none").cell("token-embeddings", 66.9, 4.92, "sharing",
          "token-embeddings").cell("embeddings", 67.0, 4.9, "sharing", "embeddings").cell("all", 67.1, 4.7, "sharing", "all");
      case "training-algorithm" -> {
        sweep.comparison = Comparison.FLOPS;
        sweep.cell("joint", 67.2, 4.9, "training", "joint").cell("two-stage", 65.4, 4.8, "training", "two-stage")
            .cell("adversarial", 65.1, 5.6, "training", "adversarial")
            .cell("bert", 63.9, 4.85, "prediction", "masked-language-model");
      }
      case "efficiency" -> sweep.cell("electra", 67.2, 4.9, "prediction", "replaced-token-detection")
          .cell("all-tokens-mlm", 66.5, 4.9, "prediction", "all-tokens-mlm").cell("replace-mlm", 64.1, 4.9, "prediction", "replace-mlm")
          .cell("electra-15", 64.0, 4.9, "judged", "masked-tokens").cell("bert", 63.9, 4.85, "prediction", "masked-language-model");
      case "replacement" -> sweep.cell("sample", 67.0, 4.9, "replacement", "sample").cell("argmax", 62.0, 4.9, "replacement", "argmax")
          .cell("temperature 0.5", 66.0, 4.9, "temperature", "0.5").cell("temperature 2", 66.4, 4.9, "temperature", "2")
          .cell("excluded", 66.8, 4.9, "correct", "excluded").cell("disallowed", 66.7, 4.9, "correct", "disallowed");
      case "model-size" -> {
        for (int width : new int[] {64, 128, 256}) {
          double base = 60 + 3 * Math.log(width / 64.0) / Math.log(2);
          sweep.cell("electra " + width, base + 5 - width / 100.0, 5.4 - width / 300.0, "hiddenSize", "" + width);
          sweep.cell("bert " + width, base, 5.4 - width / 300.0, "hiddenSize", "" + width, "prediction", "masked-language-model");
        }
      }
      case "training-length" -> {
        double[] percent = {6.25, 12.5, 25, 50, 100};
        String[] names = {"6.25%", "12.5%", "25%", "50%", "100%"};
        for (int i = 0; i < percent.length; i++) {
          // So short that the first never leaves the unigram entropy, and the second does so late.
          sweep.cell(names[i], 58 + 2.4 * i - 0.2 * i * i, i == 0 ? 6.9 : 6.3 - 0.35 * i, "steps", "" + Math.round(STEPS * percent[i]
              / 100));
        }
      }
      default -> sweep.cell("<script>alert(1)</script>", 60, 5, "learningRate", "<b>1e-3</b>").cell("a | b & \"c\"", 61, 5,
          "learningRate", "5e-4");
    }
    return new ReportData(sweep.rows, sweep.curves, sweep.machines, sweep.tunings, List.of());
  }

  private void sizes(String prefix, String width) {
    String[] size = width.isEmpty() ? new String[0] : new String[] {"hiddenSize", width};
    double base = width.equals("64") ? 62 : 66;
    cell(prefix + "unigram", base - 3, Double.NaN, with(size, "source", "unigram", "generatorSize", "0.25"));
    cell(prefix + "uniform", base - 4, Double.NaN, with(size, "source", "uniform", "generatorSize", "0.25"));
    cell(prefix + "1/8", base - 0.5, 5.3, with(size, "generatorSize", "0.125"));
    cell(prefix + "1/4", base + 1, 5.0, with(size, "generatorSize", "0.25"));
    cell(prefix + "1/2", base + 0.8, 4.8, with(size, "generatorSize", "0.5"));
    cell(prefix + "3/4", base + 0.1, 4.7, with(size, "generatorSize", "0.75"));
    cell(prefix + "1", base - 0.8, 4.6, with(size, "generatorSize", "1"));
  }

  private static String[] with(String[] first, String... second) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(second));
    return all.toArray(String[]::new);
  }

  /** Of this kind of steps and what else is set, with an average of so many points and a masked-LM loss, NaN where none is learned. */
  private SyntheticSweeps cell(String name, double points, double maskedLm, String... settings) {
    SequencedMap<String, String> configuration = new LinkedHashMap<>();
    for (String pair : new String[] {"hiddenSize=128", "layers=4", "source=learned", "generatorSize=0.25", "sharing=embeddings",
        "replacement=sample", "temperature=1", "prediction=replaced-token-detection", "judged=all-tokens", "correct=original",
        "training=joint", "steps=" + STEPS, "learningRate=0.001", "warmupSteps=200", "batchSize=32", "length=64", "dropout=0",
        "fineTuneSeeds=3"}) {
      configuration.put(pair.split("=")[0], pair.split("=")[1]);
    }
    for (int i = 0; i < settings.length; i += 2) {
      configuration.put(settings[i], settings[i + 1]);
    }
    boolean bert = configuration.get("prediction").equals("masked-language-model");
    boolean detects = configuration.get("prediction").equals("replaced-token-detection");
    long steps = Long.parseLong(configuration.get("steps"));
    double flops = 3e13 * steps / STEPS * Math.pow(Integer.parseInt(configuration.get("hiddenSize")) / 128.0, 2) * (bert ? 0.8 : 1);
    for (int seed = 1; seed <= seeds; seed++) {
      String run = "%016x".formatted((long) (noise() * 1e18) + Long.MIN_VALUE);
      SequencedMap<String, Double> scores = new LinkedHashMap<>();
      double ofSeed = 0.5 * noise() + 0.4 * seed;
      for (int task = 0; task < TASKS.size(); task++) {
        List<Double> tuned = new ArrayList<>();
        for (int tuning = 1; tuning <= 3; tuning++) {
          double score = Math.max(0, points - 20 + 10 * task + ofSeed + 0.8 * noise()) / 100;
          tuned.add(score);
          tunings.add(new FineTuneRow(run, "checkpoint", TASKS.get(task), 100L * seed + tuning, new LinkedHashMap<>(), "e", "v",
              new FineTuner.Result(score, new LinkedHashMap<>(), 300, "w")));
        }
        scores.put(TASKS.get(task), tuned.stream().sorted().toList().get(1));
      }
      double end = maskedLm + 0.03 * noise();
      List<CurvePoint> points40 = curve(steps, end, bert);
      long context = points40.stream().filter(point -> point.maskedLm() > 0 && point.maskedLm() < ENTROPY - 0.3)
          .mapToLong(CurvePoint::step).findFirst().orElse(-1);
      Evaluation held = new Evaluation(end, Double.isNaN(end) ? Double.NaN : 0.5 - 0.07 * end, bert ? 0 : detects ? 0.31 : 2.1,
          detects || bert ? Double.NaN : 0.31, detects ? 0.6 + 0.01 * noise() : Double.NaN, detects ? 0.6 : Double.NaN,
          detects ? 0.04 : Double.NaN, bert ? 0 : 0.118 + 0.001 * noise(), Double.NaN, 251_836);
      rows.add(new ResultRow(run, experiment, name, rows.isEmpty() ? name : rows.getFirst().cell(), comparison, seed, "0123456789ab",
          configuration, "enwiki-2018 (20 files)",
          "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
          "ec0f7def7a42f6d8efaa605b9e6cc3590e0fda44ef45403fe5660ce3addae3ab",
          1_942_817, flops, 1.9 * flops, ENTROPY, context, held, scores,
          "%016x%016x%016x%016x".formatted(seed, rows.size(), 7L * seed, state), null));
      machines.add(new MachineRow(run, 611.5 + 10 * noise(), 122.25, 8700 + 100 * noise(), 0.45, 2, 512,
          "25.0.3+9-LTS (Eclipse Adoptium)", "AMD EPYC"));
      curves.add(new RunCurve(run, name, seed, points40));
    }
    return this;
  }

  private List<CurvePoint> curve(long steps, double end, boolean bert) {
    List<CurvePoint> points = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      double part = i / 40.0;
      double loss = Double.isNaN(end) ? 0 : end + (8.4 - end) * Math.exp(-5 * part) + 0.03 * noise();
      double prediction = bert ? 0 : 0.31 + 0.1 * Math.exp(-6 * part) + 0.002 * noise();
      points.add(new CurvePoint(steps * i / 40, loss + 50 * prediction, loss, prediction, 2, 1e-3 * (1 - part), 0.12));
    }
    return points;
  }

  /** Between -1 and 1, from a linear congruence. */
  private double noise() {
    state = state * 6364136223846793005L + 1442695040888963407L;
    return (state >> 11) / (double) (1L << 52);
  }
}
