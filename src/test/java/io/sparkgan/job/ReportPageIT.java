package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkgan.Chromium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page that a run leaves behind, in a real browser: it shows the tables, to everyone. */
class ReportPageIT extends JudgedRuns {
  private static final Path SCREENSHOTS = Path.of("target/screenshots");

  /** Keeps what the page draws with uPlot, by the element that it draws in. */
  private static final String WATCH_CHARTS =
      """
      window.charts = {};
      let library;
      Object.defineProperty(window, 'uPlot', {
        get: () => library,
        set: (it) => {
          library = new Proxy(it, {
            construct(target, given) {
              const chart = new target(...given);
              window.charts[given[2].id] = chart;
              return chart;
            },
          });
        },
      });
      """;

  private static Jobs.Outcome trained;
  private static Chromium chromium;

  @BeforeAll
  static void trainAndOpen() {
    trained = train("first", "--rounds", "4", "--set", "evaluation.every=2");
    train("second", "--rounds", "3", "--set", "evaluation.every=2", "--seed", "7");
    chromium = Chromium.start();
    chromium.prepare(WATCH_CHARTS);
  }

  @AfterAll
  static void close() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void wide() {
    chromium.window(1280, 900, "light");
  }

  @Test
  void aRunEndsWithAPageThatLoadsNothingElse() {
    assertThat(trained.out()).contains("  report      file:" + page());
    chromium.visit(page());

    assertThat(chromium.requests()).containsExactly(page().toUri().toString());
    assertThat(chromium.complaints()).isEmpty();
    assertThat(text("#title")).isEqualTo("first");
    assertThat(text(".figures")).contains("4 of 4");
    assertThat(text("#digest"))
        .isEqualTo(Jobs.facts(folder.resolve("first")).getString("state_sha256"));
    assertThat(chromium.evaluate("document.querySelectorAll('.notes').length").asInt()).isZero();
  }

  @Test
  void chartsHaveTheValuesOfTheTables() {
    chromium.visit(page());
    try (SparkSession spark = session()) {
      for (String table : List.of("rounds", "steps", "evaluations")) {
        spark.read().parquet(run("first") + "/metrics/" + table).createOrReplaceTempView(table);
      }
      same(spark, "losses", "select round, d_loss, g_loss from rounds order by round");
      same(
          spark,
          "drift",
          "select round, generator_relative_drift, discriminator_relative_drift from rounds order by round");
      same(spark, "throughput", "select round, images_per_s from rounds order by round");
      same(
          spark,
          "outputs",
          "select round, avg(d_real_probability), avg(d_generated_probability) from steps group by round order by round");
      String protocol = spark.sql("select protocol from evaluations").head().getString(0);
      for (String score :
          List.of("frechet_distance", "mnist_score", "kernel_distance", "precision", "recall")) {
        same(
            spark,
            protocol + "-" + score,
            "select round, %1$s, %1$s_floor from evaluations order by round".formatted(score));
      }
      Row wall = spark.sql("select sum(train_wall_ms) / sum(wall_ms) from rounds").head();
      assertThat(text("[data-phase=train_wall_ms]"))
          .contains(String.format(Locale.ROOT, "%.1f %%", 100 * wall.getDouble(0)));
    }
  }

  /** The points of a chart are the rows of a query. */
  private static void same(SparkSession spark, String chart, String query) {
    List<Row> rows = spark.sql(query).collectAsList();
    JsonNode data =
        chromium.evaluate("window.charts['plot-%s'].data.map(it => [...it])".formatted(chart));
    assertThat(rows).as(query).isNotEmpty();
    assertThat(data.size()).as(chart).isEqualTo(rows.get(0).length());
    for (int column = 0; column < data.size(); column++) {
      List<Double> expected = new ArrayList<>();
      for (Row row : rows) {
        expected.add(((Number) row.get(column)).doubleValue());
      }
      List<Double> found = new ArrayList<>();
      data.get(column).forEach(value -> found.add(value.asDouble()));
      assertThat(found)
          .as("%s, column %d", chart, column)
          .usingElementComparator((a, b) -> Math.abs(a - b) <= 1e-12 * Math.abs(b) ? 0 : 1)
          .isEqualTo(expected);
    }
  }

  @Test
  void theArrowKeysMoveThroughTheSamples() throws Exception {
    chromium.visit(page());
    assertThat(slide()).isEqualTo(grid("first", 4));
    tabTo("round");
    chromium.press("ArrowLeft");
    assertThat(text("label[for=round]")).isEqualTo("Round 3");
    assertThat(slide()).isEqualTo(grid("first", 3));
    chromium.press("Home");
    assertThat(slide()).isEqualTo(grid("first", 0));
    chromium.press("ArrowRight");
    assertThat(slide()).isEqualTo(grid("first", 1));
    assertThat(chromium.evaluate("getComputedStyle(document.activeElement).outlineStyle").asText())
        .isEqualTo("solid");
    assertThat(chromium.evaluate("document.querySelector('.slides img').alt").asText())
        .contains("after round 1");
  }

  @Test
  void theMouseAndTheArrowKeysSayTheValuesOfACurve() {
    chromium.visit(page());
    String readout = "#chart-losses .readout";
    assertThat(text(readout)).startsWith("Last");
    tabTo("plot-losses");
    chromium.press("ArrowLeft");
    assertThat(text(readout)).startsWith("Round 3");
    JsonNode over =
        chromium.evaluate(
            "(() => { const box = document.querySelector('#plot-losses .u-over').getBoundingClientRect();"
                + " return [box.left + 2, box.top + 20]; })()");
    chromium.point(over.get(0).asDouble(), over.get(1).asDouble());
    assertThat(text(readout)).startsWith("Round 1");
  }

  @ParameterizedTest
  @CsvSource({"360, light", "360, dark", "1280, light", "1280, dark"})
  void nothingIsWiderThanTheWindow(int width, String scheme) {
    for (Path page : List.of(page(), compared())) {
      chromium.window(width, 800, scheme);
      chromium.visit(page);
      chromium.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true; })");
      assertThat(chromium.evaluate("document.documentElement.scrollWidth").asInt())
          .as("%s at %d", page, width)
          .isEqualTo(width);
      chromium.evaluate("document.querySelectorAll('details').forEach(it => { it.open = false; })");
      int height = chromium.evaluate("document.documentElement.scrollHeight").asInt();
      String name = page.getFileName().toString().replace(".html", "");
      chromium.screenshot(
          SCREENSHOTS.resolve("%s-%d-%s.png".formatted(name, width, scheme)), height);
      assertThat(chromium.complaints()).isEmpty();
    }
  }

  @Test
  void theDarkIsDarkWhileThePageIsOpen() {
    chromium.visit(page());
    String ground = "getComputedStyle(document.body).backgroundColor";
    String axis = "window.charts['plot-losses'].axes[0].stroke()";
    String light = chromium.evaluate(ground).asText();
    String drawn = chromium.evaluate(axis).asText();
    chromium.window(1280, 900, "dark");
    assertThat(chromium.evaluate(ground).asText()).isNotEqualTo(light);
    assertThat(chromium.evaluate(axis).asText()).isNotEqualTo(drawn);
  }

  @Test
  void severalRunsAreCompared() {
    chromium.visit(compared());
    assertThat(chromium.complaints()).isEmpty();
    assertThat(text("#title")).isEqualTo("first and second");
    assertThat(text("#differences")).contains("training.rounds").contains("training.seed");
    JsonNode rounds = chromium.evaluate("[...window.charts['plot-d_loss'].data[0]]");
    assertThat(rounds.toString()).isEqualTo("[1,2,3,4]");
    assertThat(chromium.evaluate("window.charts['plot-d_loss'].data[2][3]").isNull()).isTrue();
    assertThat(chromium.evaluate("document.querySelectorAll('.slides img').length").asInt())
        .isEqualTo(2);
  }

  @Test
  void aPageThatCannotBeWrittenFailsNoRun() throws Exception {
    train("obstructed", "--rounds", "1");
    Path report = folder.resolve("obstructed/report");
    Files.delete(report.resolve("index.html"));
    Files.delete(report);
    Files.writeString(report, "in the way");
    Jobs.Outcome resumed =
        Jobs.resume(
            "--run-dir", run("obstructed"), "--rounds", "2", "--set", "spark.ui.enabled=false");
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.out()).contains("done: 2 rounds").doesNotContain("  report");
    assertThat(resumed.errLines()).hasSize(1);
    assertThat(resumed.err())
        .startsWith("warning: the report is not written: ")
        .contains("jobs/report --run-dir");
    assertThat(report).hasContent("in the way");
  }

  @Test
  void whatARunIsCalledAndSaysIsShownAsText() throws Exception {
    String name = "<img src=x onerror=struck=1>'; DROP TABLE runs; --";
    String description = "<img src=x onerror=struck=2></script><script>struck=3</script>'; --";
    String version = "</script><script>struck=4</script><img src=x onerror=struck=5>' OR 1=1 --";
    Path hostile = hostile(name, description, version);
    Path page = folder.resolve("hostile.html");
    for (List<String> runs :
        List.of(List.of(hostile.toString()), List.of(run("first"), hostile.toString()))) {
      report(page, runs);
      chromium.visit(page);

      assertThat(text("#title")).endsWith(name);
      assertThat(text("body")).contains(name, description);
      if (runs.size() == 1) {
        assertThat(text("#lead")).isEqualTo(description);
        assertThat(text("#main")).contains("file:" + hostile, "java 17 · odd " + version);
      }
      assertThat(chromium.evaluate("typeof struck").asText()).isEqualTo("undefined");
      assertThat(chromium.requests()).containsExactly(page.toUri().toString());
      assertThat(chromium.complaints()).isEmpty();
    }
  }

  /** The control: texts like those above do strike where they are taken for markup. */
  @Test
  void theSameTextsAsMarkupStrike() throws Exception {
    Path page = folder.resolve("control.html");
    for (String text :
        List.of("<img src=x onerror=struck=1>", "<p></script><script>struck=3</script>")) {
      Files.writeString(page, "<!doctype html><meta charset=utf-8><title>it</title>" + text);
      chromium.visit(page);
      assertThat(chromium.evaluate("typeof struck").asText()).as(text).isEqualTo("number");
      assertThat(chromium.requests()).hasSize(text.contains("<img") ? 2 : 1);
    }
  }

  /** A copy of the first run whose name and whose own words are these. */
  private static Path hostile(String name, String description, String version) throws IOException {
    Path run = folder.resolve(name);
    try (Stream<Path> files = Files.walk(folder.resolve("first"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = run.resolve(folder.resolve("first").relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    Path json = run.resolve("run.json");
    String said = Files.readString(json);
    String changed =
        said.replaceFirst(
                "\"description\" : \"[^\"]*\"",
                Matcher.quoteReplacement("\"description\" : \"%s\"".formatted(description)))
            .replaceFirst(
                "\"versions\" : \\{[^}]*\\}",
                Matcher.quoteReplacement(
                    "\"versions\" : {\"java\" : \"17\", \"odd\" : \"%s\"}".formatted(version)));
    assertThat(changed).contains(description, version);
    Files.writeString(json, changed);
    return run;
  }

  /** Everything that a keyboard reaches has a name, and every picture a text. */
  @Test
  void everythingHasAName() {
    chromium.visit(page());
    JsonNode nameless =
        chromium.evaluate(
            "[...document.querySelectorAll('img, [tabindex=\"0\"], input, section')].filter(it =>"
                + " !(it.alt || it.ariaLabel || it.getAttribute('aria-labelledby') || it.labels?.length))"
                + ".map(it => it.outerHTML.slice(0, 80))");
    assertThat(nameless).isEmpty();
    assertThat(
            chromium
                .evaluate(
                    "[...document.querySelectorAll('h1, h2, h3')].map(it => it.tagName).join()")
                .asText())
        .startsWith("H1,H2")
        .doesNotContain("H1,H3");
  }

  private static Path page() {
    return folder.resolve("first/report/index.html");
  }

  private static Path compared() {
    Path file = folder.resolve("compared.html");
    report(file, List.of(run("first"), run("second")));
    return file;
  }

  private static void report(Path file, List<String> runs) {
    List<String> arguments = new ArrayList<>(List.of("--out", file.toString(), "--overwrite"));
    runs.forEach(run -> arguments.addAll(List.of("--run-dir", run)));
    Jobs.Outcome outcome = Jobs.report(arguments.toArray(String[]::new));
    assertThat(outcome.code()).as(outcome.err()).isZero();
  }

  private static String text(String selector) {
    return chromium.evaluate("document.querySelector('%s').innerText".formatted(selector)).asText();
  }

  private static String slide() {
    return chromium.evaluate("document.querySelector('.slides img').src").asText();
  }

  private static String grid(String run, int round) throws Exception {
    byte[] png =
        Files.readAllBytes(folder.resolve(run).resolve("samples/grid-%06d.png".formatted(round)));
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
  }

  private static void tabTo(String id) {
    boolean there =
        Stream.generate(
                () -> {
                  chromium.press("Tab");
                  return chromium.evaluate("document.activeElement.id").asText();
                })
            .limit(60)
            .anyMatch(id::equals);
    assertThat(there).as("%s can be reached by Tab", id).isTrue();
  }
}
