package org.electra4j.experiments.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.electra4j.core.model.ElectraConfig;
import org.electra4j.core.train.Collapse;
import org.electra4j.core.train.CurvePoint;
import org.electra4j.core.train.Flops;
import org.electra4j.experiments.report.Comparison;
import org.electra4j.experiments.report.CurveCsv;
import org.electra4j.experiments.report.FineTuneCsv;
import org.electra4j.experiments.report.FineTuneRow;
import org.electra4j.experiments.report.MachineRow;
import org.electra4j.experiments.report.ReportException;
import org.electra4j.experiments.report.Reports;
import org.electra4j.experiments.report.ResultCsv;
import org.electra4j.experiments.report.ResultRow;
import org.electra4j.experiments.report.RunCurve;
import org.electra4j.simd.SimdInfo;

/**
 * What is left of a finished run: the row that is the same on every machine, the row of this machine, and the curve.
 *
 * @param row for runs.csv
 * @param machine for machine.csv
 * @param curve for steps.csv
 * @param tunings for finetune.csv
 */
public record RunResult(ResultRow row, MachineRow machine, RunCurve curve, List<FineTuneRow> tunings) {
  /** Nats below the unigram entropy from which on a generator is said to read its context. */
  private static final double CONTEXT = 0.3;
  /** Jumps of the loss beyond which they are no longer named one by one: a loss that stays up there jumps again and again. */
  private static final int MANY = 4;

  /** The score of a task is the median over its fine-tunings. */
  public RunResult {
    tunings = tunings == null ? List.of() : List.copyOf(tunings);
  }

  /** Measured by a job, and by the fine-tunings of its model, which may be none. */
  public static RunResult of(String experiment, String cell, String reference, Comparison comparison, PretrainJob job,
      PretrainJob.Finished finished, List<FineTuneRow> tunings, double fineTuneSeconds, int threads, double peakGigaflops) {
    Configuration configuration = job.configuration();
    RunSpec spec = job.spec();
    double entropy = job.data().training().unigramEntropy();
    ResultRow row = new ResultRow(spec.id(), experiment, cell, reference, comparison, spec.seed(), Provenance.commit(),
        new LinkedHashMap<>(spec.settings()), job.data().corpus().description(), spec.dataChecksum(), spec.vocabularyChecksum(),
        finished.parameters(), PretrainJob.flops(configuration), Flops.published(configuration.model(), configuration.pretrain()), entropy,
        contextStep(finished.curve(), entropy), finished.evaluation(), medians(tunings), finished.hashOfWeights(),
        health(configuration.model(), finished));
    double share = finished.seconds() > 0 ? row.flops() / finished.seconds() / (peakGigaflops * 1e9) : Double.NaN;
    MachineRow machine = new MachineRow(spec.id(), finished.seconds(), fineTuneSeconds, finished.tokensPerSecond(), share, threads,
        SimdInfo.laneBits(), Provenance.java(), Provenance.cpu());
    return new RunResult(row, machine, new RunCurve(spec.id(), cell, spec.seed(), finished.curve()), tunings);
  }

  /**
   * What the CSV files of a sweep's folder hold, by run: all of it, since floats are written so that they read back to the same bits.
   * ReportException where a file is missing, is none of ours, or has no line for a run of runs.csv.
   */
  public static SequencedMap<String, RunResult> read(Path folder) {
    Map<String, MachineRow> machines = Reports.readMachine(folder).stream().collect(Collectors.toMap(MachineRow::run, Function.identity()));
    Map<String, RunCurve> curves = CurveCsv.read(folder.resolve(CurveCsv.NAME)).stream()
        .collect(Collectors.toMap(RunCurve::run, Function.identity()));
    Map<String, List<FineTuneRow>> tunings = FineTuneCsv.read(folder).stream().collect(Collectors.groupingBy(FineTuneRow::model));
    SequencedMap<String, RunResult> results = new LinkedHashMap<>();
    for (ResultRow row : ResultCsv.read(folder)) {
      MachineRow machine = machines.get(row.run());
      if (machine == null) {
        throw new ReportException("%s: has no line of run %s, expected one for each run of %s".formatted(folder.resolve(Reports.MACHINE),
            row.run(), ResultCsv.NAME));
      }
      // A run of no steps has no curve.
      RunCurve curve = curves.getOrDefault(row.run(), new RunCurve(row.run(), row.cell(), row.seed(), List.of()));
      results.put(row.run(), new RunResult(row, machine, curve, tunings.get(row.run())));
    }
    return results;
  }

  /** The same run as a cell of another experiment. */
  public RunResult in(String experiment, String cell, String reference, Comparison comparison) {
    return new RunResult(row.in(experiment, cell, reference, comparison), machine,
        new RunCurve(curve.run(), cell, curve.seed(), curve.points()), tunings);
  }

  /**
   * What was noticed, in words that a spreadsheet can search for: each jump of the loss, and a main network that did no better at the end
   * than one answer for all tokens would have, be it that it broke down or that it had not yet begun. Empty for a healthy run.
   */
  static String health(ElectraConfig model, PretrainJob.Finished finished) {
    List<String> noticed = new ArrayList<>();
    List<Long> spikes = finished.spikes();
    if (spikes.size() > MANY) {
      noticed.add("%d spikes from step %d to %d".formatted(spikes.size(), spikes.getFirst(), spikes.getLast()));
    } else {
      spikes.forEach(step -> noticed.add("spike at step " + step));
    }
    List<CurvePoint> curve = finished.curve();
    if (Collapse.applies(model) && !curve.isEmpty() && Collapse.stands(curve.getLast())) {
      noticed.add(Collapse.hasLearned(curve) ? "collapse of the main network"
          : "the main network's loss ended no lower than that of one answer for all tokens");
    }
    return String.join("; ", noticed);
  }

  /** The median score of each task; NaN where one of its scores is not defined. */
  static SequencedMap<String, Double> medians(List<FineTuneRow> tunings) {
    SequencedMap<String, List<Double>> byTask = new LinkedHashMap<>();
    tunings.forEach(row -> byTask.computeIfAbsent(row.task(), task -> new ArrayList<>()).add(row.result().score()));
    SequencedMap<String, Double> medians = new LinkedHashMap<>();
    byTask.forEach((task, scores) -> medians.put(task, median(scores)));
    return medians;
  }

  private static double median(List<Double> values) {
    if (values.stream().anyMatch(value -> Double.isNaN(value))) {
      return Double.NaN;
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** The first row whose masked-LM loss stands 0.3 nats below the entropy; -1 for none, and where no generator is learned. */
  static long contextStep(List<CurvePoint> curve, double entropy) {
    return curve.stream().filter(point -> point.maskedLm() > 0 && point.maskedLm() <= entropy - CONTEXT).mapToLong(CurvePoint::step)
        .findFirst().orElse(-1);
  }
}
