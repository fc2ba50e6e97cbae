package org.electra4j.experiments.report;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** A number axis whose ticks stand where they are told to, with the texts that they are given. */
final class TickedAxis extends NumberAxis {
  private static final long serialVersionUID = 1;
  private static final double MARGIN = 0.06;

  private final TreeMap<Double, String> ticks;

  TickedAxis(String label, SortedMap<Double, String> ticks) {
    super(label);
    this.ticks = new TreeMap<>(ticks);
    setAutoRange(false);
    double span = Math.max(1, this.ticks.lastKey() - this.ticks.firstKey());
    setRange(this.ticks.firstKey() - MARGIN * span, this.ticks.lastKey() + MARGIN * span);
  }

  /** With room of half a tick beyond the first and the last, for names in rows. */
  TickedAxis rows() {
    setRange(ticks.firstKey() - 0.5, ticks.lastKey() + 0.5);
    return this;
  }

  @Override
  public List<NumberTick> refreshTicks(Graphics2D graphics, AxisState state, Rectangle2D area, RectangleEdge edge) {
    boolean horizontal = RectangleEdge.isTopOrBottom(edge);
    List<NumberTick> shown = new ArrayList<>();
    ticks.forEach((position, text) -> shown.add(new NumberTick(position, text, horizontal ? TextAnchor.TOP_CENTER
        : TextAnchor.CENTER_RIGHT, TextAnchor.CENTER, 0)));
    return shown;
  }
}
