package org.electra4j.experiments.run;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.electra4j.core.finetune.Metric;
import org.electra4j.core.finetune.Task;
import org.electra4j.core.finetune.Task.Example;
import org.electra4j.core.finetune.TaskException;

/**
 * A task of one's own: tables with a header, in UTF-8, separated by commas in a .csv file and by tabs in any other, with quotation marks as
 * spreadsheets set them.
 *
 * @param train to fine-tune on
 * @param dev to score
 * @param text name of the column with the text
 * @param second name of that with a second one; null for none
 * @param label name of that with the class, or the value
 * @param regression whether labels are values
 */
public record LabelledFiles(Path train, Path dev, String text, String second, String label, boolean regression) {
  private static final int MOST_LABELS = 1000;

  private record Row(Path file, long line, String text, String second, String label) {
    TaskException wrong(String what) {
      return new TaskException("%s, line %d: %s".formatted(file, line, what));
    }
  }

  /** Reads both; TaskException naming file, line, found and expected. */
  public Task read(String name) {
    List<Row> training = rows(train);
    List<Row> scored = rows(dev);
    if (regression) {
      return values(name, training, scored);
    }
    List<String> labels = List.copyOf(new TreeSet<>(training.stream().map(Row::label).toList()));
    if (labels.size() < 2 || labels.size() > MOST_LABELS) {
      throw new TaskException("%s: column %s has %d different labels, expected 2 to %d; for values say --regression".formatted(train, label,
          labels.size(), MOST_LABELS));
    }
    return new Task(name, labels, Metric.ACCURACY, classes(training, labels), classes(scored, labels));
  }

  private List<Example> classes(List<Row> rows, List<String> labels) {
    List<Example> examples = new ArrayList<>();
    for (Row row : rows) {
      int number = labels.indexOf(row.label);
      if (number < 0) {
        throw row.wrong("label '%s' is not among those of %s: %s".formatted(row.label, train, String.join(", ", labels)));
      }
      examples.add(new Example(row.text, row.second, number));
    }
    return examples;
  }

  /** Values are moved to 0 to 1 by the least and the greatest of the training file; a correlation does not notice. */
  private Task values(String name, List<Row> training, List<Row> scored) {
    double least = training.stream().mapToDouble(LabelledFiles::value).min().orElseThrow();
    double greatest = training.stream().mapToDouble(LabelledFiles::value).max().orElseThrow();
    if (least == greatest) {
      throw new TaskException("%s: column %s has the value %s everywhere, expected different ones".formatted(train, label, least));
    }
    return new Task(name, List.of(), Metric.SPEARMAN, scaled(training, least, greatest), scaled(scored, least, greatest));
  }

  private static List<Example> scaled(List<Row> rows, double least, double greatest) {
    return rows.stream().map(row -> new Example(row.text, row.second,
        (float) Math.clamp((value(row) - least) / (greatest - least), 0, 1))).toList();
  }

  private static double value(Row row) {
    try {
      double value = Double.parseDouble(row.label);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, like every other value that is no number.
    }
    throw row.wrong("label '%s' is no number".formatted(row.label));
  }

  private List<Row> rows(Path file) {
    boolean commas = file.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
    CSVFormat format = commas ? CSVFormat.DEFAULT : CSVFormat.DEFAULT.builder().setDelimiter('\t').get();
    try (Reader reader = Files.newBufferedReader(file); CSVParser parser = CSVParser.parse(reader, format)) {
      // Not the library's headers: it takes no second column without a name, which spreadsheets and data frames write.
      Iterator<CSVRecord> records = parser.iterator();
      List<String> header = records.hasNext() ? records.next().toList() : List.of();
      int textAt = column(file, header, text);
      int secondAt = second == null ? -1 : column(file, header, second);
      int labelAt = column(file, header, label);
      List<Row> rows = new ArrayList<>();
      while (records.hasNext()) {
        CSVRecord record = records.next();
        if (record.size() != header.size()) {
          throw new TaskException("%s, line %d: has %d columns, expected %d".formatted(file, parser.getCurrentLineNumber(), record.size(),
              header.size()));
        }
        rows.add(new Row(file, parser.getCurrentLineNumber(), record.get(textAt), second == null ? null : record.get(secondAt),
            record.get(labelAt)));
      }
      if (rows.isEmpty()) {
        throw new TaskException(file + ": holds no row below its header");
      }
      return rows;
    } catch (NoSuchFileException e) {
      throw new TaskException(file + ": there is no such file", e);
    } catch (UncheckedIOException | IOException e) {
      boolean notUtf8 = e instanceof CharacterCodingException || e.getCause() instanceof CharacterCodingException;
      throw new TaskException(notUtf8 ? file + ": is not UTF-8; convert it, for instance with iconv"
          : "%s: cannot be read (%s); expected a table with a header".formatted(file, e.getMessage()), e);
    }
  }

  private static int column(Path file, List<String> header, String name) {
    int at = header.indexOf(name);
    if (at < 0) {
      throw new TaskException("%s: there is no column %s, but %s; name them with --text, --second and --label".formatted(file, name,
          String.join(", ", header)));
    }
    return at;
  }
}
