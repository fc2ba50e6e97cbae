package org.electra4j.experiments.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table of texts for Markdown, HTML and terminals: the first column to the left, figures to the right, sentences to the left. */
final class TextTable {
  private final List<String> head = new ArrayList<>();
  private final List<Boolean> figures = new ArrayList<>();
  private final List<List<String>> body = new ArrayList<>();

  /** A column of names or sentences. */
  TextTable words(String name) {
    return column(name, false);
  }

  /** A column of figures. */
  TextTable figures(String name) {
    return column(name, true);
  }

  private TextTable column(String name, boolean figure) {
    head.add(name);
    figures.add(figure);
    return this;
  }

  void row(List<String> cells) {
    if (cells.size() != head.size()) {
      throw new IllegalArgumentException("found %d cells, expected %d".formatted(cells.size(), head.size()));
    }
    body.add(List.copyOf(cells));
  }

  boolean isEmpty() {
    return body.isEmpty();
  }

  /** Without columns in which nothing is shown. */
  TextTable compact() {
    TextTable compact = new TextTable();
    List<Integer> kept = new ArrayList<>();
    for (int column = 0; column < head.size(); column++) {
      int index = column;
      if (column == 0 || body.stream().anyMatch(line -> !line.get(index).equals(Shown.NOTHING))) {
        kept.add(column);
        compact.column(head.get(column), figures.get(column));
      }
    }
    body.forEach(line -> compact.row(kept.stream().map(line::get).toList()));
    return compact;
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("| ").append(String.join(" | ", head.stream().map(Markup::markdown).toList())).append(" |\n|");
    figures.forEach(figure -> text.append(figure ? "---:|" : "---|"));
    text.append('\n');
    for (List<String> line : body) {
      text.append("| ").append(String.join(" | ", line.stream().map(Markup::markdown).toList())).append(" |\n");
    }
    return text.toString();
  }

  /** In a box of its own that scrolls where the page is narrow. */
  String html() {
    StringBuilder text = new StringBuilder("<div class=\"table\" tabindex=\"0\"><table>\n<thead><tr>");
    for (int column = 0; column < head.size(); column++) {
      text.append("<th scope=\"col\"").append(kind(column)).append('>').append(Markup.html(head.get(column))).append("</th>");
    }
    text.append("</tr></thead>\n<tbody>\n");
    for (List<String> line : body) {
      text.append("<tr><th scope=\"row\">").append(Markup.html(line.getFirst())).append("</th>");
      for (int column = 1; column < line.size(); column++) {
        text.append("<td").append(kind(column)).append('>').append(Markup.html(line.get(column))).append("</td>");
      }
      text.append("</tr>\n");
    }
    return text.append("</tbody>\n</table></div>\n").toString();
  }

  private String kind(int column) {
    return figures.get(column) ? " class=\"figure\"" : column == 0 ? "" : " class=\"words\"";
  }

  String text() {
    List<List<String>> lines = new ArrayList<>(Collections.singleton(head));
    lines.addAll(body);
    int[] widths = new int[head.size()];
    for (List<String> line : lines) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], line.get(column).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder row = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String padding = " ".repeat(widths[column] - line.get(column).length());
        row.append(column == 0 ? "" : "  ").append(figures.get(column) ? padding + line.get(column) : line.get(column) + padding);
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** Characters of the longest line of {@link #text}. */
  int width() {
    return text().lines().mapToInt(String::length).max().orElse(0);
  }
}
