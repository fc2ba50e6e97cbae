package org.electra4j.experiments.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.electra4j.core.train.CurvePoint;

/** steps.csv: the curves of all runs, a row per window of steps. */
public final class CurveCsv {
  /** The file's name. */
  public static final String NAME = "steps.csv";

  private CurveCsv() {}

  /** Writes the curves in the order given. */
  public static void write(Path file, List<RunCurve> curves) {
    CsvTable table = new CsvTable(List.of("run", "cell", "seed", "step", "total", "maskedLm", "prediction", "gradientNorm",
        "learningRate", "replaced"));
    for (RunCurve curve : curves) {
      for (CurvePoint point : curve.points()) {
        table.addRow().text(curve.run()).text(curve.cell()).number(curve.seed()).number(point.step()).number(point.total())
            .number(point.maskedLm()).number(point.prediction()).number(point.gradientNorm()).number(point.learningRate())
            .number(point.replaced());
      }
    }
    table.write(file);
  }

  /** Reads what {@link #write} wrote. */
  public static List<RunCurve> read(Path file) {
    Map<String, RunCurve> curves = new LinkedHashMap<>();
    for (CsvTable.Row row : CsvTable.read(file).rows()) {
      String run = row.text("run", false);
      curves.computeIfAbsent(run, key -> new RunCurve(run, row.text("cell", false), row.whole("seed"), new ArrayList<>())).points()
          .add(new CurvePoint(row.whole("step"), row.decimal("total"), row.decimal("maskedLm"), row.decimal("prediction"),
              row.decimal("gradientNorm"), row.decimal("learningRate"), row.decimal("replaced")));
    }
    return List.copyOf(curves.values());
  }
}
