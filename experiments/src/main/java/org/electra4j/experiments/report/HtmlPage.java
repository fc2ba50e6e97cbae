package org.electra4j.experiments.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * report.html: everything about an experiment on one page that needs no network and no script. What stands around the figures is the
 * resource of the same name; here is what fills it.
 */
final class HtmlPage {
  private static final String TEMPLATE = "report.html";
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  private HtmlPage() {}

  static String of(String experiment, ReportData data) {
    List<ResultRow> rows = data.rows();
    Publication publication = Publication.of(experiment);
    List<CellGroup> groups = CellGroup.of(rows);
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("title", Markup.html(publication.title()));
    parts.put("subtitle", Markup.html("electra4j, experiment " + experiment + ". " + Summary.equal(rows) + "Text: "
        + rows.getFirst().corpus() + "."));
    parts.put("series", ChartStyle.lightVariables());
    parts.put("headline", headline(groups, publication));
    parts.put("notes", notes(rows));
    parts.put("figures", figures(CellCharts.of(experiment, rows)));
    parts.put("figuresNote", Markup.html("Dots are means over pre-training seeds, bars one standard deviation to each side where no "
        + "title says otherwise, specks single seeds." + (publication.scores().isEmpty() ? ""
        : " The paper's scores: " + publication.scored() + ".")));
    parts.put("groups", groups.stream().map(group -> group(group, publication, groups.size() > 1)).collect(Collectors.joining()));
    parts.put("curves", figures(CurveCharts.of(data.curves(), rows.getFirst().unigramEntropy())));
    parts.put("entropy", Shown.number(rows.getFirst().unigramEntropy(), 2));
    parts.put("startWatch", each(groups, Tables::startWatch));
    parts.put("fineTuning", fineTuning(data));
    parts.put("failures", data.failures().isEmpty() ? "" : "<h2>Runs that failed</h2>\n" + Tables.failures(data.failures()).html());
    TextTable differing = Tables.configurations(rows);
    parts.put("configurations", differing.isEmpty() ? "" : "<h3>Settings in which cells differ</h3>\n" + differing.html());
    parts.put("common", Tables.common(rows).entrySet().stream().map(entry -> "<li>" + Markup.html(entry.getKey() + "="
        + entry.getValue()) + "</li>\n").collect(Collectors.joining()));
    parts.put("provenance", provenance(rows));
    parts.put("machines", data.machines().isEmpty() ? "" : Tables.machines(data.machines()).html());
    parts.put("runs", Tables.runs(rows).html());
    parts.put("statistics", each(groups, Tables::statistics));
    return filled(template(), parts);
  }

  /** In one pass, so that what is filled in is never taken for a place. */
  private static String filled(String template, Map<String, String> parts) {
    return PLACE.matcher(template).replaceAll(place -> {
      String part = parts.get(place.group(1));
      if (part == null) {
        throw new IllegalStateException(TEMPLATE + " asks for " + place.group(1) + ", which nobody makes");
      }
      return Matcher.quoteReplacement(part);
    });
  }

  private static String template() {
    try (InputStream in = HtmlPage.class.getResourceAsStream(TEMPLATE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + TEMPLATE, e);
    }
  }

  private static String headline(List<CellGroup> groups, Publication publication) {
    StringBuilder text = new StringBuilder();
    for (CellGroup group : groups) {
      List<String> sentences = Headline.of(group, publication, Verdict.of(publication.claims(), group));
      for (String sentence : sentences) {
        text.append("<p>").append(groups.size() > 1 && sentence.equals(sentences.getFirst())
            ? "<strong>" + Markup.html(Summary.capital(group.name())) + ".</strong> " : "").append(Markup.html(sentence)).append("</p>\n");
      }
    }
    if (!publication.finding().isEmpty()) {
      text.append("<p class=\"faint\">").append(Markup.html(publication.finding())).append("</p>\n");
    }
    return text.toString();
  }

  private static String notes(List<ResultRow> rows) {
    List<CellSummary> cells = CellSummary.of(rows);
    boolean warning = cells.stream().map(StartWatch::of).anyMatch(watch -> watch.never() + watch.late() > 0);
    return Summary.notes(rows).stream().map(note -> (warning ? "<p class=\"warning\">" : "<p>") + Markup.html(note) + "</p>\n")
        .collect(Collectors.joining());
  }

  private static String figures(List<Drawing> drawings) {
    return drawings.stream().map(drawing -> "<figure><figcaption>" + Markup.html(drawing.title()) + "</figcaption>\n" + drawing.inline()
        + "\n</figure>\n").collect(Collectors.joining());
  }

  private interface GroupTable {
    TextTable of(CellGroup group);
  }

  /** A table per group, with its name above it where there are several. */
  private static String each(List<CellGroup> groups, GroupTable table) {
    return groups.stream().map(group -> (groups.size() > 1 ? "<h3>" + Markup.html(Summary.capital(group.name())) + "</h3>\n" : "")
        + table.of(group).html()).collect(Collectors.joining());
  }

  private static String group(CellGroup group, Publication publication, boolean named) {
    StringBuilder text = new StringBuilder();
    String suffix = named ? ", " + Markup.html(group.name()) : "";
    List<Verdict> verdicts = Verdict.of(publication.claims(), group);
    if (!verdicts.isEmpty()) {
      text.append("<h2>What the paper says, and what these runs say").append(suffix).append("</h2>\n").append(verdicts(verdicts))
          .append(faint(plain(Summary.VERDICTS)));
    }
    if (!group.tasks().isEmpty()) {
      text.append("<h2>Scores").append(suffix).append("</h2>\n").append(Tables.scores(group, publication).html())
          .append(faint(Summary.SCORES));
      if (group.cells().size() > 1) {
        text.append("<h3>Differences from ").append(Markup.html(group.reference(publication).cell())).append("</h3>\n")
            .append(Tables.differences(group, publication).html()).append(faint(plain(Summary.DIFFERENCES)));
      }
    }
    return text.append("<h2>Sizes, operations and held-out text").append(suffix).append("</h2>\n")
        .append(Tables.measurements(group).html()).append(faint("Accuracies, precision, recall and replaced tokens in points of 100. "
            + "Operations of the whole pre-training: those of its matrix products, and what the published script would count.")).toString();
  }

  /** The table of verdicts, each in its colour. */
  private static String verdicts(List<Verdict> verdicts) {
    String table = Tables.verdicts(verdicts).html().replaceFirst("<table>", "<table class=\"verdicts\">");
    for (Verdict.Kind kind : Verdict.Kind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
      table = table.replace("<td class=\"words\">" + kind.words(), "<td class=\"words\"><span class=\"verdict " + name + "\">"
          + kind.words() + "</span>");
    }
    return table;
  }

  /** Without Markdown's emphasis. */
  private static String plain(String markdown) {
    return markdown.replace("*", "");
  }

  private static String faint(String note) {
    return "<p class=\"faint\">" + Markup.html(note) + "</p>\n";
  }

  private static String fineTuning(ReportData data) {
    TextTable asked = Tables.fineTuned(data.rows(), data.tunings());
    String section = asked.isEmpty() ? "" : "<h2>Fine-tuned</h2>\n" + asked.html() + faint(Summary.FINE_TUNED);
    TextTable table = Tables.fineTuning(data.rows(), data.tunings());
    return table.isEmpty() ? section : section + "<h2>Fine-tuning seeds</h2>\n<p>"
        + Markup.html(Tables.fineTuningInWords(data.rows(), data.tunings()))
        + "</p>\n<details><summary>By cell and task</summary>\n" + table.html() + faint("In points of 100. A run's score is the median "
        + "over its fine-tuning seeds; the median shown is the mean of those over pre-training seeds.") + "</details>\n";
  }

  private static String provenance(List<ResultRow> rows) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Commit", distinct(rows.stream().map(ResultRow::commit).toList()));
    facts.put("Text", distinct(rows.stream().map(ResultRow::corpus).toList()));
    facts.put("Checksum of the packed examples", distinct(rows.stream().map(ResultRow::dataChecksum).toList()));
    facts.put("Checksum of the vocabulary", distinct(rows.stream().map(ResultRow::vocabularyChecksum).toList()));
    facts.put("Runs", rows.size() + (rows.stream().map(ResultRow::seed).distinct().count() == 1 ? ", with the seed " : ", with the seeds ")
        + distinct(rows.stream().map(ResultRow::seed).sorted().map(String::valueOf)
        .toList()));
    facts.put("Made from", "runs.csv and steps.csv, and machine.csv and finetune.csv where they are, by electra report");
    return facts.entrySet().stream().map(fact -> "<dt>" + Markup.html(fact.getKey()) + "</dt><dd>" + Markup.html(fact.getValue())
        + "</dd>\n").collect(Collectors.joining());
  }

  private static String distinct(List<String> values) {
    return String.join(", ", values.stream().distinct().toList());
  }
}
