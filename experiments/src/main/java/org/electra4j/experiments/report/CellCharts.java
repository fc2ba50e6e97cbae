package org.electra4j.experiments.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.electra4j.experiments.report.statistics.Spread;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Figures of what cells reached: the mean, one standard deviation to each side, and every seed as a speck. */
final class CellCharts {
  private static final int HEIGHT = 300;
  private static final int ROW = 30;
  private static final int FRAME = 70;
  private static final int LEGEND = 26;
  private static final int SPECK_ALPHA = 110;
  /** Costs within this factor are one: steps are whole numbers, so that equal operations never are quite. */
  private static final double SAME = 1.01;

  private CellCharts() {}

  private record Measure(String id, String title, ToDoubleFunction<ResultRow> value, double factor, double leastSpan) {}

  /** Average scores, held-out figures, the paper's scores, and scores by operations where the paper asks for that. */
  static List<Drawing> of(String experiment, List<ResultRow> rows) {
    Publication publication = Publication.of(experiment);
    List<CellGroup> groups = CellGroup.of(rows);
    CellLayout layout = CellLayout.of(experiment, groups, publication);
    List<Measure> measures = new ArrayList<>();
    if (!groups.getFirst().tasks().isEmpty()) {
      measures.add(new Measure("average", "Average score, points", row -> CellSummary.average(row, groups.getFirst().tasks()), 100, 2));
    }
    measures.add(new Measure("auc", "AUC of replaced against original", row -> row.evaluation().auc(), 1, 0.02));
    measures.add(new Measure("below", "Masked-LM loss: nats below the unigram entropy", ResultRow::belowUnigram, 1, 0.1));
    List<Drawing> drawings = new ArrayList<>();
    for (Measure measure : measures) {
      if (rows.stream().anyMatch(row -> !Double.isNaN(measure.value.applyAsDouble(row)))) {
        drawings.add(panel(layout, measure));
      }
      if (measure.id.equals("average") && layout.places().stream().anyMatch(place -> published(publication, place) > 0)) {
        drawings.add(paper(layout, publication));
      }
      if (measure.id.equals("average")) {
        Drawing differences = differences(groups, publication);
        if (differences != null) {
          drawings.add(differences);
        }
      }
      if (measure.id.equals("average") && (experiment.equals("training-algorithm") || experiment.equals("model-size"))) {
        Drawing operations = operations(layout, measure);
        if (operations != null) {
          drawings.add(operations);
        }
      }
    }
    return drawings;
  }

  /** How far each cell lies from the reference of its group, with 95 % intervals; null where there are none. */
  private static Drawing differences(List<CellGroup> groups, Publication publication) {
    List<CellGroup> others = new ArrayList<>();
    for (CellGroup group : groups) {
      String reference = group.reference(publication).cell();
      others.add(new CellGroup(group.comparison(), group.width(), group.cells().stream().filter(cell -> !cell.cell().equals(reference))
          .toList(), group.tasks()));
    }
    Data data = new Data(true);
    CellLayout layout = CellLayout.rows(others, "");
    for (CellLayout.Place place : layout.places()) {
      CellGroup whole = groups.get(others.indexOf(place.group()));
      Spread spread = whole.test(Contrast.of(place.cell().cell(), whole.reference(publication).cell())).spread();
      if (spread.count() > 1) {
        data.mean(place, layout, new Spread(spread.mean(), spread.interval(), spread.interval(), spread.count()), 1);
      }
    }
    if (data.keys.isEmpty()) {
      return null;
    }
    Drawing drawing = data.drawing(layout, "differences", "Difference from %s, points, with 95 %% intervals"
        .formatted(groups.getFirst().reference(publication).cell()), 1);
    drawing.chart().getXYPlot().addDomainMarker(new ValueMarker(0, ChartStyle.INK, ChartStyle.broken()));
    return drawing;
  }

  private static double published(Publication publication, CellLayout.Place place) {
    return publication.scores().getOrDefault(place.cell().cell(), Double.NaN);
  }

  private static Drawing panel(CellLayout layout, Measure measure) {
    Data data = new Data(layout.rows());
    for (CellLayout.Place place : layout.places()) {
      for (ResultRow row : place.cell().rows()) {
        data.speck(place, layout, measure.factor * measure.value.applyAsDouble(row));
      }
      data.mean(place, layout, place.cell().of(measure.value), measure.factor);
    }
    return data.drawing(layout, measure.id, measure.title, measure.leastSpan);
  }

  /** The paper's own scores, in the same order. */
  private static Drawing paper(CellLayout layout, Publication publication) {
    Data data = new Data(layout.rows());
    List<String> seen = new ArrayList<>();
    for (CellLayout.Place place : layout.places()) {
      double score = published(publication, place);
      if (score > 0 && !seen.contains(place.cell().cell())) {
        seen.add(place.cell().cell());
        data.mean(new CellLayout.Place("paper", place.tick(), place.connected(), place.position(), place.group(), place.cell()), layout,
            Spread.of(score), 1);
      }
    }
    return data.drawing(layout, "paper", "The paper's average GLUE score", 2);
  }

  /** Average scores by what pre-training cost; null where it cost the same for all. */
  private static Drawing operations(CellLayout layout, Measure measure) {
    boolean lines = !layout.rows();
    XYIntervalSeriesCollection means = new XYIntervalSeriesCollection();
    List<String> names = new ArrayList<>();
    List<XYTextAnnotation> notes = new ArrayList<>();
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (CellLayout.Place place : layout.places()) {
      Spread spread = place.cell().of(measure.value);
      double flops = place.cell().rows().getFirst().flops();
      if (spread.count() == 0 || !(flops > 0)) {
        continue;
      }
      String name = lines ? place.line() : place.cell().cell() + (place.line().isEmpty() ? "" : ", " + place.line());
      if (!names.contains(name)) {
        names.add(name);
        means.addSeries(new XYIntervalSeries(name));
      }
      double x = StrictMath.log10(flops);
      least = Math.min(least, flops);
      most = Math.max(most, flops);
      add(means.getSeries(names.indexOf(name)), x, spread, measure.factor, false);
      if (lines) {
        XYTextAnnotation note = new XYTextAnnotation(place.tick(), x, measure.factor * spread.mean());
        note.setFont(ChartStyle.LABEL);
        note.setPaint(ChartStyle.INK);
        note.setTextAnchor(TextAnchor.BOTTOM_RIGHT);
        notes.add(note);
      }
    }
    if (most < SAME * least) {
      return null;
    }
    XYErrorRenderer renderer = renderer(false, lines);
    for (int i = 0; i < names.size(); i++) {
      style(renderer, i, i);
    }
    TickedAxis flops = ChartStyle.styled(new TickedAxis("floating-point operations of pre-training", decades(least, most)));
    XYPlot plot = new XYPlot(means, flops, ChartStyle.numbers(null, measure.leastSpan), renderer);
    notes.forEach(plot::addAnnotation);
    return new Drawing("flops", "Average score by FLOPs, points", ChartStyle.chart(plot, true), HEIGHT + LEGEND);
  }

  /** Round numbers, the more the nearer the two are, from below the least to above the most. */
  private static TreeMap<Double, String> decades(double least, double most) {
    TreeMap<Double, String> all = new TreeMap<>();
    for (int power = (int) Math.floor(StrictMath.log10(least)); power <= (int) Math.floor(StrictMath.log10(most)) + 1; power++) {
      for (int digit : most < 5 * least ? new int[] {1, 2, 3, 4, 5, 6, 8} : new int[] {1, 2, 5}) {
        all.put(StrictMath.log10(digit) + power, digit + "e" + power);
      }
    }
    double from = all.floorKey(StrictMath.log10(least));
    double to = all.ceilingKey(StrictMath.log10(most));
    return new TreeMap<>(all.subMap(from, true, to, true));
  }

  private static void add(XYIntervalSeries series, double position, Spread spread, double factor, boolean rows) {
    double mean = factor * spread.mean();
    double deviation = Double.isNaN(spread.deviation()) ? 0 : factor * spread.deviation();
    if (rows) {
      series.add(mean, mean - deviation, mean + deviation, position, position, position);
    } else {
      series.add(position, position, position, mean, mean - deviation, mean + deviation);
    }
  }

  private static XYErrorRenderer renderer(boolean rows, boolean lines) {
    XYErrorRenderer renderer = new XYErrorRenderer();
    renderer.setDrawXError(rows);
    renderer.setDrawYError(!rows);
    renderer.setDefaultLinesVisible(lines);
    return renderer;
  }

  private static void style(XYErrorRenderer renderer, int series, int colour) {
    renderer.setSeriesPaint(series, ChartStyle.colour(colour));
    renderer.setSeriesStroke(series, ChartStyle.stroke(colour));
    renderer.setSeriesShape(series, ChartStyle.marker(colour));
    renderer.setSeriesFillPaint(series, ChartStyle.colour(colour));
  }

  /** Series under construction: a line's connected cells, and those of its cells that have no size. */
  private static final class Data {
    private final boolean rows;
    private final XYIntervalSeriesCollection means = new XYIntervalSeriesCollection();
    private final XYSeriesCollection specks = new XYSeriesCollection();
    private final List<Boolean> connected = new ArrayList<>();
    private final List<Integer> colours = new ArrayList<>();
    private final List<Integer> speckColours = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final List<String> speckKeys = new ArrayList<>();

    Data(boolean rows) {
      this.rows = rows;
    }

    void mean(CellLayout.Place place, CellLayout layout, Spread spread, double factor) {
      if (spread.count() == 0) {
        return;
      }
      String key = place.line() + (place.connected() || rows ? "" : " ");
      if (!keys.contains(key)) {
        keys.add(key);
        means.addSeries(new XYIntervalSeries(key));
        connected.add(place.connected());
        colours.add(Math.max(0, layout.lines().indexOf(place.line())));
      }
      add(means.getSeries(keys.indexOf(key)), place.position(), spread, factor, rows);
    }

    void speck(CellLayout.Place place, CellLayout layout, double value) {
      if (Double.isNaN(value) || place.cell().rows().size() < 2) {
        return;
      }
      if (!speckKeys.contains(place.line())) {
        speckKeys.add(place.line());
        specks.addSeries(new XYSeries(place.line(), false, true));
        speckColours.add(Math.max(0, layout.lines().indexOf(place.line())));
      }
      XYSeries series = specks.getSeries(speckKeys.indexOf(place.line()));
      series.add(rows ? value : place.position(), rows ? place.position() : value);
    }

    Drawing drawing(CellLayout layout, String id, String title, double leastSpan) {
      XYErrorRenderer renderer = renderer(rows, true);
      for (int i = 0; i < keys.size(); i++) {
        style(renderer, i, colours.get(i));
        renderer.setSeriesLinesVisible(i, connected.get(i));
        renderer.setSeriesVisibleInLegend(i, connected.get(i) || rows);
      }
      TickedAxis cells = ChartStyle.styled(new TickedAxis(rows ? null : layout.label(), layout.ticks()));
      NumberAxis values = ChartStyle.numbers(null, leastSpan);
      XYPlot plot = rows ? new XYPlot(means, values, cells.rows(), renderer) : new XYPlot(means, cells, values, renderer);
      XYLineAndShapeRenderer dots = new XYLineAndShapeRenderer(false, true);
      for (int i = 0; i < specks.getSeriesCount(); i++) {
        Color colour = ChartStyle.colour(speckColours.get(i));
        dots.setSeriesPaint(i, new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), SPECK_ALPHA));
        dots.setSeriesShape(i, ChartStyle.speck());
        dots.setSeriesVisibleInLegend(i, false);
      }
      plot.setDataset(1, specks);
      plot.setRenderer(1, dots);
      boolean legend = layout.lines().size() > 1 && !keys.contains("paper");
      int height = (rows ? FRAME + ROW * layout.ticks().size() : HEIGHT) + (legend ? LEGEND * layout.lines().size() : 0);
      return new Drawing(id, title, ChartStyle.chart(plot, legend), height);
    }
  }
}
