package org.electra4j.experiments.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SequencedSet;
import java.util.function.Function;
import org.electra4j.experiments.report.statistics.Spread;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.CombinedDomainCategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.category.StatisticalLineAndShapeRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.statistics.DefaultStatisticalCategoryDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jfree.svg.SVGGraphics2D;

/** Figures as SVG: the same bytes for the same rows, readable in light and dark pages. */
final class Charts {
  private static final int WIDTH = 760;
  private static final int PANEL = 240;
  private static final Color INK = new Color(0x333333);
  private static final Color GRID = new Color(0xdddddd);
  /** Okabe and Ito's colours, which colour-blind readers can tell apart. */
  private static final Color[] COLOURS = {new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73), new Color(0xCC79A7),
      new Color(0xE69F00), new Color(0x56B4E9), new Color(0x000000), new Color(0x999999)};
  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 16);
  private static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  private Charts() {}

  /** Scores over the cells, and below them what the two networks learned on held-out text. */
  static String cells(String experiment, List<ResultRow> rows) {
    List<CellSummary> cells = CellSummary.of(rows);
    SequencedSet<String> tasks = CellSummary.tasks(rows);
    Publication publication = Publication.of(experiment);
    CategoryAxis axis = new CategoryAxis(publication.axis());
    axis.setLabelFont(LABEL);
    axis.setTickLabelFont(LABEL);
    axis.setTickLabelPaint(INK);
    axis.setMaximumCategoryLabelWidthRatio(1.5f);
    CombinedDomainCategoryPlot plot = new CombinedDomainCategoryPlot(axis);
    plot.setGap(18);
    plot.setOrientation(PlotOrientation.VERTICAL);
    int panels = 2;
    if (!tasks.isEmpty()) {
      plot.add(panel("average score, %", 0, cells, cell -> cell.average(tasks), 100));
      panels++;
    }
    plot.add(panel("discriminator's AUC", 1, cells, cell -> cell.of(row -> row.evaluation().auc()), 1));
    plot.add(panel("generator: nats below unigram", 2, cells, cell -> cell.of(ResultRow::belowUnigram), 1));
    JFreeChart chart = chart(experiment, plot, publication.finding());
    return svg(chart, panels * PANEL + 120, experiment);
  }

  private static CategoryPlot panel(String label, int colour, List<CellSummary> cells, Function<CellSummary, Spread> value,
      double factor) {
    DefaultStatisticalCategoryDataset data = new DefaultStatisticalCategoryDataset();
    for (CellSummary cell : cells) {
      Spread spread = value.apply(cell);
      Double deviation = Double.isNaN(spread.deviation()) ? null : factor * spread.deviation();
      data.add(Double.isNaN(spread.mean()) ? null : (Double) (factor * spread.mean()), deviation, label, cell.cell());
    }
    NumberAxis axis = numbers(label);
    axis.setAutoRangeIncludesZero(false);
    axis.setAutoRangeMinimumSize(0.02 * factor);
    axis.setUpperMargin(0.15);
    axis.setLowerMargin(0.15);
    StatisticalLineAndShapeRenderer renderer = new StatisticalLineAndShapeRenderer(true, true);
    renderer.setSeriesPaint(0, COLOURS[colour]);
    renderer.setErrorIndicatorPaint(COLOURS[colour]);
    renderer.setSeriesShape(0, new Ellipse2D.Double(-4, -4, 8, 8));
    renderer.setSeriesStroke(0, new BasicStroke(2f));
    CategoryPlot plot = new CategoryPlot(data, null, axis, renderer);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setRangeGridlinePaint(GRID);
    plot.setOutlinePaint(GRID);
    return plot;
  }

  /** The masked-LM loss of every run by step, with the unigram entropy as the line that says "knows no context". */
  static String curves(String experiment, List<RunCurve> curves, double unigramEntropy) {
    XYSeriesCollection data = new XYSeriesCollection();
    List<String> order = curves.stream().map(RunCurve::cell).distinct().toList();
    List<Integer> cells = new ArrayList<>();
    for (RunCurve curve : curves) {
      if (curve.points().stream().allMatch(point -> point.maskedLm() == 0)) {
        continue;
      }
      XYSeries series = new XYSeries(curve.cell() + ", seed " + curve.seed(), false);
      curve.points().forEach(point -> series.add(point.step(), point.maskedLm()));
      data.addSeries(series);
      cells.add(order.indexOf(curve.cell()));
    }
    NumberAxis steps = numbers("step");
    NumberAxis loss = numbers("masked-LM loss, nats");
    loss.setAutoRangeIncludesZero(false);
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    for (int series = 0; series < data.getSeriesCount(); series++) {
      renderer.setSeriesPaint(series, COLOURS[cells.get(series) % COLOURS.length]);
      renderer.setSeriesStroke(series, new BasicStroke(1.6f));
    }
    XYPlot plot = new XYPlot(data, steps, loss, renderer);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    plot.setOutlinePaint(GRID);
    ValueMarker unigram = new ValueMarker(unigramEntropy, INK, new BasicStroke(1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10f,
        new float[] {5f, 4f}, 0f));
    unigram.setLabel("unigram entropy");
    unigram.setLabelFont(LABEL);
    unigram.setLabelBackgroundColor(Color.WHITE);
    unigram.setLabelAnchor(RectangleAnchor.TOP_RIGHT);
    unigram.setLabelTextAnchor(TextAnchor.BOTTOM_RIGHT);
    unigram.setLabelOffset(new RectangleInsets(4, 4, 4, 8));
    plot.addRangeMarker(unigram);
    JFreeChart chart = chart(experiment + ": masked-LM loss in training", plot, "");
    return svg(chart, 2 * PANEL, experiment + "-curves");
  }

  private static NumberAxis numbers(String label) {
    NumberAxis axis = new NumberAxis(label);
    axis.setStandardTickUnits(NumberAxis.createStandardTickUnits(Locale.ROOT));
    axis.setLabelFont(LABEL);
    axis.setTickLabelFont(LABEL);
    axis.setTickLabelPaint(INK);
    axis.setAxisLineVisible(false);
    return axis;
  }

  private static JFreeChart chart(String title, org.jfree.chart.plot.Plot plot, String note) {
    JFreeChart chart = new JFreeChart(title, TITLE, plot, plot instanceof XYPlot);
    chart.setBackgroundPaint(Color.WHITE);
    chart.getTitle().setPaint(INK);
    chart.setPadding(new RectangleInsets(10, 10, 10, 16));
    if (chart.getLegend() != null) {
      chart.getLegend().setItemFont(LABEL);
      chart.getLegend().setFrame(org.jfree.chart.block.BlockBorder.NONE);
    }
    if (!note.isEmpty()) {
      TextTitle subtitle = new TextTitle(note, LABEL);
      subtitle.setPaint(INK);
      subtitle.setHorizontalAlignment(HorizontalAlignment.LEFT);
      subtitle.setPadding(2, 4, 8, 4);
      chart.addSubtitle(subtitle);
    }
    return chart;
  }

  private static String svg(JFreeChart chart, int height, String id) {
    SVGGraphics2D graphics = new SVGGraphics2D(WIDTH, height);
    // Left to itself the library makes ids from the clock.
    graphics.setDefsKeyPrefix(id + "-");
    chart.setElementHinting(false);
    chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, height));
    return graphics.getSVGElement(id) + "\n";
  }
}
