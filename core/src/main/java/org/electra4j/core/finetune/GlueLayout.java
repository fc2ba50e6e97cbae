package org.electra4j.core.finetune;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.electra4j.core.finetune.Task.Example;
import org.electra4j.core.finetune.TsvFile.Row;

/**
 * Where a GLUE task's files keep texts and labels (published code: finetune/classification/classification_tasks.py).
 *
 * @param task name of the task
 * @param folders names that its folder has in practice
 * @param devFile file of the dev set
 * @param width columns of every row, or 0 where rows of different files have different numbers
 * @param first column of the first text
 * @param second column of the second text, or null
 * @param label column of the label
 * @param labels the classes; empty for scores from 0 to 5
 * @param metric the task's own
 * @param doubled whether training takes each pair in both orders
 * @param forgiving whether rows that do not parse are left out, up to {@link #MOST_LEFT_OUT}, instead of refused
 */
record GlueLayout(String task, List<String> folders, String devFile, int width, Column first, Column second, Column label,
    List<String> labels, Metric metric, boolean doubled, boolean forgiving) {

  /** About four times the broken lines of QQP's published training file. */
  static final int MOST_LEFT_OUT = 100;

  private static final System.Logger LOG = System.getLogger(GlueLayout.class.getName());
  private static final float HIGHEST_SCORE = 5;

  /**
   * A column.
   *
   * @param index from the left, or, where negative, from the right
   * @param title in the header; null in a file without one
   */
  record Column(int index, String title) {
    /** Columns that a row needs on this one's side. */
    private int needed() {
      return index < 0 ? -index : index + 1;
    }

    private String of(Row row) {
      return row.cells().get(number(row) - 1);
    }

    /** Its number in a row, from the left and from 1, for users. */
    private int number(Row row) {
      return index < 0 ? row.cells().size() + index + 1 : index + 1;
    }
  }

  /** The file's examples; TaskException naming file, line, what was found and what was expected. */
  List<Example> examples(TsvFile file) {
    List<Row> rows = header() ? afterHeader(file) : file.rows();
    List<Example> examples = new ArrayList<>();
    int leftOut = 0;
    for (Row row : rows) {
      try {
        examples.add(example(file, row));
      } catch (TaskException e) {
        if (!forgiving || ++leftOut > MOST_LEFT_OUT) {
          throw e;
        }
        LOG.log(System.Logger.Level.DEBUG, "left out: {0}", e.getMessage());
      }
    }
    if (leftOut > 0) {
      LOG.log(System.Logger.Level.INFO, "{0}: {1} rows that do not parse are left out, as in the published code", file.path(), leftOut);
    }
    if (examples.isEmpty()) {
      throw new TaskException("%s: found no examples, expected a row for each; fetch the file anew".formatted(file.path()));
    }
    return examples;
  }

  private boolean header() {
    return label.title() != null;
  }

  private List<Row> afterHeader(TsvFile file) {
    if (file.rows().isEmpty()) {
      throw new TaskException("%s: found an empty file, expected a header and a row for each example; fetch the file anew"
          .formatted(file.path()));
    }
    Row header = file.rows().getFirst();
    checkWidth(file, header);
    for (Column column : columns()) {
      if (!column.of(header).equals(column.title())) {
        throw file.refuse(header, "column %d with the title '%s'".formatted(column.number(header), column.of(header)),
            "the header of %s, with '%s' there".formatted(task, column.title()));
      }
    }
    return file.rows().subList(1, file.rows().size());
  }

  private Example example(TsvFile file, Row row) {
    checkWidth(file, row);
    return new Example(text(file, row, first), second == null ? null : text(file, row, second), label(file, row));
  }

  private void checkWidth(TsvFile file, Row row) {
    int found = row.cells().size();
    if (width > 0 && found != width) {
      throw file.refuse(row, count(found), width + " separated by tabs");
    }
    int least = most(columns().stream().filter(column -> column.index() >= 0)) + most(columns().stream().filter(c -> c.index() < 0));
    if (found < least) {
      throw file.refuse(row, count(found), "at least " + least + " separated by tabs");
    }
  }

  private static int most(Stream<Column> columns) {
    return columns.mapToInt(Column::needed).max().orElse(0);
  }

  private static String count(int columns) {
    return columns + (columns == 1 ? " column" : " columns");
  }

  private List<Column> columns() {
    return second == null ? List.of(first, label) : List.of(first, second, label);
  }

  private static String text(TsvFile file, Row row, Column column) {
    String text = column.of(row);
    if (text.isBlank()) {
      throw file.refuse(row, "an empty column " + column.number(row), "a text");
    }
    return text;
  }

  private float label(TsvFile file, Row row) {
    String found = label.of(row);
    if (labels.isEmpty()) {
      return score(file, row, found) / HIGHEST_SCORE;
    }
    int number = labels.indexOf(found);
    if (number < 0) {
      throw file.refuse(row, "label '%s'".formatted(found), String.join(" or ", labels));
    }
    return number;
  }

  private static float score(TsvFile file, Row row, String found) {
    try {
      float score = Float.parseFloat(found);
      if (score >= 0 && score <= HIGHEST_SCORE) {
        return score;
      }
    } catch (NumberFormatException e) {
      // Told below, with the scores that are numbers and out of range.
    }
    throw file.refuse(row, "score '%s'".formatted(found), "a number from 0 to 5");
  }
}
