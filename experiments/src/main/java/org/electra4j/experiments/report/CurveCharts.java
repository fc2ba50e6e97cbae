package org.electra4j.experiments.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.electra4j.core.train.CurvePoint;
import org.electra4j.experiments.report.statistics.Spread;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/** Losses by step: each cell's mean over its seeds, with a band of one standard deviation to each side. */
final class CurveCharts {
  private static final int HEIGHT = 330;
  private static final int LEGEND_ROW = 22;
  private static final int LEGEND_CHARACTERS = 44;
  private static final float BAND = 0.18f;

  private CurveCharts() {}

  /** Of what fills in masks, with the unigram entropy as the line that says "knows no context", and of the main network's prediction. */
  static List<Drawing> of(List<RunCurve> curves, double unigramEntropy) {
    List<Drawing> drawings = new ArrayList<>();
    add(drawings, "masked-lm", "Masked-LM loss in training, nats", curves, CurvePoint::maskedLm, unigramEntropy);
    add(drawings, "prediction", "Loss of the main network's prediction, nats", curves, CurvePoint::prediction, Double.NaN);
    return drawings;
  }

  private static void add(List<Drawing> drawings, String id, String title, List<RunCurve> curves, ToDoubleFunction<CurvePoint> loss,
      double marked) {
    SequencedMap<String, List<RunCurve>> cells = new LinkedHashMap<>();
    curves.forEach(curve -> cells.computeIfAbsent(curve.cell(), key -> new ArrayList<>()).add(curve));
    List<String> order = List.copyOf(cells.keySet());
    // What is never learned is recorded as zero.
    cells.values().removeIf(runs -> runs.stream().flatMap(run -> run.points().stream()).allMatch(point -> loss.applyAsDouble(point) == 0));
    if (cells.isEmpty()) {
      return;
    }
    YIntervalSeriesCollection data = new YIntervalSeriesCollection();
    DeviationRenderer renderer = new DeviationRenderer(true, false);
    renderer.setAlpha(BAND);
    cells.forEach((cell, runs) -> {
      int colour = order.indexOf(cell);
      renderer.setSeriesPaint(data.getSeriesCount(), ChartStyle.colour(colour));
      renderer.setSeriesFillPaint(data.getSeriesCount(), ChartStyle.colour(colour));
      renderer.setSeriesStroke(data.getSeriesCount(), ChartStyle.stroke(colour));
      data.addSeries(series(cell, runs, loss));
    });
    NumberAxis steps = ChartStyle.numbers("step", 1);
    steps.setLowerMargin(0.02);
    steps.setUpperMargin(0.02);
    NumberAxis losses = ChartStyle.numbers(null, 0.05);
    losses.setUpperMargin(0.05);
    XYPlot plot = new XYPlot(data, steps, losses, renderer);
    if (!Double.isNaN(marked)) {
      plot.addRangeMarker(marker(marked));
    }
    int characters = cells.keySet().stream().mapToInt(cell -> cell.length() + 5).sum();
    int legendRows = cells.size() < 2 ? 0 : Math.ceilDiv(characters, LEGEND_CHARACTERS);
    drawings.add(new Drawing(id, title, ChartStyle.chart(plot, cells.size() > 1), HEIGHT + LEGEND_ROW * legendRows));
  }

  private static YIntervalSeries series(String cell, List<RunCurve> runs, ToDoubleFunction<CurvePoint> loss) {
    TreeMap<Long, List<Double>> steps = new TreeMap<>();
    for (RunCurve run : runs) {
      for (CurvePoint point : run.points()) {
        // In a stage in which it is not learned, a loss stands at zero.
        if (loss.applyAsDouble(point) != 0) {
          steps.computeIfAbsent(point.step(), key -> new ArrayList<>()).add(loss.applyAsDouble(point));
        }
      }
    }
    YIntervalSeries series = new YIntervalSeries(cell, false, true);
    steps.forEach((step, values) -> {
      Spread spread = Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray());
      double deviation = Double.isNaN(spread.deviation()) ? 0 : spread.deviation();
      series.add(step, spread.mean(), spread.mean() - deviation, spread.mean() + deviation);
    });
    return series;
  }

  private static ValueMarker marker(double value) {
    ValueMarker marker = new ValueMarker(value, ChartStyle.INK, ChartStyle.broken());
    marker.setLabel("unigram entropy");
    marker.setLabelFont(ChartStyle.LABEL);
    marker.setLabelPaint(ChartStyle.INK);
    marker.setLabelBackgroundColor(new Color(255, 255, 255, 0));
    marker.setLabelAnchor(RectangleAnchor.TOP_RIGHT);
    marker.setLabelTextAnchor(TextAnchor.BOTTOM_RIGHT);
    marker.setLabelOffset(new RectangleInsets(4, 4, 4, 8));
    return marker;
  }
}
