package org.electra4j.experiments.report;

import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.svg.MeetOrSlice;
import org.jfree.svg.PreserveAspectRatio;
import org.jfree.svg.SVGGraphics2D;
import org.jfree.svg.ViewBox;

/**
 * A figure that can be drawn by itself or beside others.
 *
 * @param id of the element, unique on a page
 * @param title above it
 * @param chart without title
 * @param height in the units in which every figure is {@link #WIDTH} wide
 */
record Drawing(String id, String title, JFreeChart chart, int height) {
  /** So narrow that a figure can be read on a telephone without being made smaller. */
  static final int WIDTH = 440;
  private static final int COLUMNS = 2;
  private static final int TITLE = 30;

  /** As an element of a page: as wide as its box, in the page's colours. */
  String inline() {
    SVGGraphics2D graphics = graphics(WIDTH, height, id);
    ChartStyle.transparent(chart);
    chart.draw(new MeasuredGraphics(graphics), new Rectangle2D.Double(0, 0, WIDTH, height));
    String svg = graphics.getSVGElement(id, false, new ViewBox(0, 0, WIDTH, height), PreserveAspectRatio.XMID_YMID, MeetOrSlice.MEET);
    return ChartStyle.variable(svg).replaceFirst("<svg ", "<svg role=\"img\" aria-label=\"" + Markup.html(title).replace("$", "\\$")
        + "\" ");
  }

  /** Several in one file, two beside each other, on white. */
  static String file(String id, List<Drawing> drawings) {
    int columns = Math.clamp(drawings.size(), 1, COLUMNS);
    int total = drawings.isEmpty() ? TITLE : 0;
    for (int i = 0; i < drawings.size(); i += columns) {
      total += rowHeight(drawings, i, columns);
    }
    SVGGraphics2D graphics = graphics(columns * WIDTH, total, id);
    MeasuredGraphics measured = new MeasuredGraphics(graphics);
    int top = 0;
    for (int i = 0; i < drawings.size(); i++) {
      Drawing drawing = drawings.get(i);
      ChartStyle.opaque(drawing.chart);
      TextTitle title = new TextTitle(drawing.title, ChartStyle.TITLE);
      title.setPaint(ChartStyle.INK);
      title.setHorizontalAlignment(HorizontalAlignment.LEFT);
      drawing.chart.setTitle(title);
      drawing.chart.draw(measured, new Rectangle2D.Double(i % columns * WIDTH, top, WIDTH, rowHeight(drawings, i - i % columns, columns)));
      drawing.chart.setTitle((TextTitle) null);
      if (i % columns == columns - 1) {
        top += rowHeight(drawings, i - i % columns, columns);
      }
    }
    return graphics.getSVGElement(id) + "\n";
  }

  private static int rowHeight(List<Drawing> drawings, int first, int columns) {
    return TITLE + drawings.subList(first, Math.min(first + columns, drawings.size())).stream().mapToInt(Drawing::height).max().orElse(0);
  }

  /** To a hundredth of a unit: finer than any screen. */
  private static String rounded(double value) {
    return Double.toString(Math.rint(value * 100) / 100 + 0.0);
  }

  private static SVGGraphics2D graphics(int width, int height, String id) {
    SVGGraphics2D graphics = new SVGGraphics2D(width, height);
    // Left to itself the library makes ids from the clock.
    graphics.setDefsKeyPrefix(id + "-");
    graphics.setGeomDoubleConverter(Drawing::rounded);
    return graphics;
  }
}
