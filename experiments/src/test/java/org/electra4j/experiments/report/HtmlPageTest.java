package org.electra4j.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class HtmlPageTest {
  static final List<String> EXPERIMENTS = SyntheticSweeps.EXPERIMENTS;
  private static final Pattern SVG = Pattern.compile("<svg .*?</svg>", Pattern.DOTALL);
  private static final Pattern ID = Pattern.compile(" id=[\"']([^\"']+)[\"']");
  private static final Pattern REFERENCE = Pattern.compile("url\\(#([^)]+)\\)");

  @TempDir
  Path folder;

  private static String page(String name) {
    ReportData data = SyntheticSweeps.of(name);
    return HtmlPage.of(data.rows().getFirst().experiment(), data);
  }

  private Path written(String name) {
    ReportData data = SyntheticSweeps.of(name);
    Reports.writeMachine(folder, data.machines());
    FineTuneCsv.write(folder, data.tunings());
    return Reports.write(folder, data.rows().getFirst().experiment(), data.rows(), data.curves()).page();
  }

  @ParameterizedTest
  @FieldSource("EXPERIMENTS")
  void theSameTablesGiveTheSameBytes(String name) throws IOException {
    byte[] first = Files.readAllBytes(written(name));
    assertThat(new String(first, StandardCharsets.UTF_8)).isEqualTo(page(name));
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    Locale.setDefault(Locale.of("tr"));
    TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
    try {
      assertThat(Files.readAllBytes(Reports.rewrite(folder).page())).isEqualTo(first);
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  @ParameterizedTest
  @FieldSource("EXPERIMENTS")
  void itAsksForNothingFromElsewhere(String name) {
    String page = page(name).replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", "")
        .replace("http://www.jfree.org/jfreesvg/svg", "");
    assertThat(page).doesNotContain("http:", "https:", "<script", "<link", "<img", "src=", "@import", "{{", "NaN", "null");
    assertThat(page).startsWith("<!DOCTYPE html>").contains("prefers-color-scheme: dark").endsWith("</html>\n");
  }

  @ParameterizedTest
  @FieldSource("EXPERIMENTS")
  void figuresAreWellFormedAndScaleAndFollowTheColours(String name) throws ParserConfigurationException, IOException, SAXException {
    String page = page(name);
    Matcher figures = SVG.matcher(page);
    int count = 0;
    while (figures.find()) {
      count++;
      DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(figures.group())));
      assertThat(figures.group()).contains("viewBox='0.0 0.0 " + Drawing.WIDTH, "var(--ink)", "var(--series-")
          .doesNotContain("rgb(51,51,51)");
    }
    assertThat(count).isGreaterThanOrEqualTo(3);
    List<String> ids = new ArrayList<>();
    ID.matcher(page).results().forEach(id -> ids.add(id.group(1)));
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(new HashSet<>(ids)).containsAll(REFERENCE.matcher(page).results().map(reference -> reference.group(1)).toList());
  }

  /** Names come from files of the user's; every one of them is a text. */
  @Test
  void namesAreTexts() throws IOException {
    String page = page("custom");
    assertThat(page).contains("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;b&gt;1e-3&lt;/b&gt;", "a | b &amp; &quot;c&quot;")
        .doesNotContain("<script", "<b>");
    written("custom");
    assertThat(Files.readString(folder.resolve(Reports.SUMMARY))).contains("&lt;script>", "a \\| b &amp;").doesNotContain("<script", "<b>");
  }

  @Test
  void sizesStandOnPowersOfTwo() {
    assertThat(page("generator-size")).contains(">1/8</text>", ">1/4</text>", ">3/4</text>", ">unigram</text>");
    assertThat(page("training-length")).contains(">1/16</text>", ">1/2</text>");
    assertThat(CellLayout.fraction(0.0625)).isEqualTo("1/16");
    assertThat(CellLayout.fraction(1)).isEqualTo("1");
    assertThat(CellLayout.fraction(1.5)).isEqualTo("3/2");
    assertThat(CellLayout.fraction(0.3183)).isEqualTo("0.318");
  }

  @Test
  void thePaperStandsBesideOursWhereItIsEstablished() {
    assertThat(page("weight-sharing")).contains("The paper&#39;s average GLUE score", ">83.6</td>", ">84.4</td>");
    assertThat(page("efficiency")).contains(">85.0</td>", ">82.2</td>");
    assertThat(page("generator-size")).doesNotContain("The paper&#39;s average GLUE score");
  }

  @Test
  void whatItRestsOnIsSaid() {
    assertThat(page("training-length")).contains("Cell 6.25% compares nothing", "class=\"warning\"", "0123456789ab", "AMD EPYC",
        "25.0.3+9-LTS", "5f70bf18a0860070", "undecided at this budget", "never: compares nothing").doesNotContain("Cells at equal steps");
    assertThat(page("generator-size")).contains("Cells at equal steps", "not applicable", "class=\"verdict reproduced\"",
        "the paper&#39;s order is only partial", "standard deviation of 0.");
    assertThat(page("training-algorithm")).contains("Cells at equal FLOPs", "Average score by FLOPs");
  }

  @Test
  void whereAllCellsCostTheSameNoFigureShowsTheirCosts() {
    ReportData data = SyntheticSweeps.of("training-algorithm");
    List<ResultRow> equal = data.rows().stream().filter(row -> !row.cell().equals("bert")).toList();
    assertThat(HtmlPage.of("training-algorithm", new ReportData(equal, data.curves(), data.machines(), data.tunings(), data.failures())))
        .contains("Average score, points").doesNotContain("Average score by FLOPs");
  }

  @Test
  void failedRunsAreShownWithTheirReason() {
    ReportData data = SyntheticSweeps.of("custom");
    ReportData failed = new ReportData(data.rows(), data.curves(), List.of(), List.of(), List.of(new FailureRow("f1", "custom", "long", 1,
        "length is 128 and maxPositions 64: <expected> less")));
    assertThat(HtmlPage.of("custom", failed)).contains("Runs that failed", "maxPositions 64: &lt;expected&gt; less");
    assertThat(Summary.markdown("custom", failed, "f.svg")).contains("## Runs that failed", "| long | 1 | f1 |");
  }
}
