package org.electra4j.experiments.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleInsets;

/** How every figure looks; on a page, its colours are the page's variables, so that they follow light and dark. */
final class ChartStyle {
  static final Color INK = new Color(0x333333);
  static final Color GRID = new Color(0xdddddd);
  static final Font TITLE = new FigureFont(Font.BOLD, 15);
  static final Font LABEL = new FigureFont(Font.PLAIN, 14);
  /** Okabe and Ito's colours, which colour-blind readers can tell apart, yellow left out. */
  private static final List<Color> COLOURS = List.of(new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73), new Color(0xCC79A7),
      new Color(0xE69F00), new Color(0x56B4E9), new Color(0x666666));
  private static final double RADIUS = 4;
  private static final float[] DASHES = {6, 4};

  private ChartStyle() {}

  static Color colour(int series) {
    return COLOURS.get(series % COLOURS.size());
  }

  /** A line; after all colours have been used, a broken one. */
  static BasicStroke stroke(int series) {
    return series / COLOURS.size() % 2 == 0 ? new BasicStroke(2f)
        : new BasicStroke(2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, DASHES, 0);
  }

  static BasicStroke broken() {
    return new BasicStroke(1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, DASHES, 0);
  }

  /** A dot, a square, a diamond or a triangle. */
  static Shape marker(int series) {
    return switch (series % 4) {
      case 0 -> new Ellipse2D.Double(-RADIUS, -RADIUS, 2 * RADIUS, 2 * RADIUS);
      case 1 -> new Rectangle2D.Double(-RADIUS, -RADIUS, 2 * RADIUS, 2 * RADIUS);
      case 2 -> polygon(0, -1.4, 1.4, 0, 0, 1.4, -1.4, 0);
      default -> polygon(0, -1.3, 1.2, 1, -1.2, 1);
    };
  }

  /** A single seed. */
  static Shape speck() {
    return new Ellipse2D.Double(-RADIUS / 2, -RADIUS / 2, RADIUS, RADIUS);
  }

  private static Shape polygon(double... corners) {
    Path2D.Double path = new Path2D.Double();
    path.moveTo(RADIUS * corners[0], RADIUS * corners[1]);
    for (int i = 2; i < corners.length; i += 2) {
      path.lineTo(RADIUS * corners[i], RADIUS * corners[i + 1]);
    }
    path.closePath();
    return path;
  }

  static NumberAxis numbers(String label, double leastSpan) {
    NumberAxis axis = new NumberAxis(label);
    axis.setStandardTickUnits(NumberAxis.createStandardTickUnits(Locale.ROOT));
    axis.setAutoRangeIncludesZero(false);
    axis.setAutoRangeMinimumSize(leastSpan);
    axis.setUpperMargin(0.1);
    axis.setLowerMargin(0.1);
    return styled(axis);
  }

  static <T extends NumberAxis> T styled(T axis) {
    axis.setLabelFont(LABEL);
    axis.setLabelPaint(INK);
    axis.setTickLabelFont(LABEL);
    axis.setTickLabelPaint(INK);
    // Narrower than usual, so that a horizontal axis has more ticks.
    axis.setTickLabelInsets(new RectangleInsets(2, 1, 2, 1));
    axis.setAxisLineVisible(false);
    axis.setTickMarkPaint(GRID);
    return axis;
  }

  static JFreeChart chart(XYPlot plot, boolean legend) {
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    plot.setDomainGridlineStroke(new BasicStroke(1));
    plot.setRangeGridlineStroke(new BasicStroke(1));
    plot.setOutlineVisible(false);
    JFreeChart chart = new JFreeChart(null, TITLE, plot, legend);
    chart.setPadding(new RectangleInsets(4, 4, 4, 12));
    chart.setElementHinting(false);
    if (chart.getLegend() != null) {
      chart.getLegend().setItemFont(LABEL);
      chart.getLegend().setItemPaint(INK);
      chart.getLegend().setFrame(BlockBorder.NONE);
    }
    return chart;
  }

  static void opaque(JFreeChart chart) {
    background(chart, Color.WHITE);
  }

  static void transparent(JFreeChart chart) {
    background(chart, new Color(255, 255, 255, 0));
  }

  private static void background(JFreeChart chart, Color colour) {
    chart.setBackgroundPaint(colour);
    chart.getXYPlot().setBackgroundPaint(colour);
    if (chart.getLegend() != null) {
      chart.getLegend().setBackgroundPaint(colour);
    }
  }

  /** With the page's variables for our colours. */
  static String variable(String svg) {
    String changed = svg.replace(text(INK), "var(--ink)").replace(text(GRID), "var(--grid)");
    for (int i = 0; i < COLOURS.size(); i++) {
      changed = changed.replace(text(COLOURS.get(i)), "var(--series-" + i + ")");
    }
    return changed;
  }

  private static String text(Color colour) {
    return "rgb(%d,%d,%d)".formatted(colour.getRed(), colour.getGreen(), colour.getBlue());
  }

  /** The variables in light colours, as declarations of a style sheet. */
  static String lightVariables() {
    StringBuilder text = new StringBuilder("--ink: #333333; --grid: #dddddd;");
    for (int i = 0; i < COLOURS.size(); i++) {
      text.append(String.format(Locale.ROOT, " --series-%d: #%06x;", i, COLOURS.get(i).getRGB() & 0xffffff));
    }
    return text.toString();
  }
}
