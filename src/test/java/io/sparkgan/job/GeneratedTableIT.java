package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.UserInputException;
import io.sparkgan.sql.SparkGan;
import io.sparkgan.sql.SparkGanExtensions;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The generator is a table, in Java and in SQL, of the images that {@code jobs/generate} makes. */
class GeneratedTableIT extends TinyRuns {
  private static final int COUNT = 230;
  private static final String DIGITS = "digits";

  private static String generated;
  private static SparkSession spark;

  @BeforeAll
  static void generateATable() {
    train(DIGITS, "--rounds", "2", "--set", "recipe.conditional=true");
    generated = folder.resolve("generated.parquet").toString();
    Jobs.Outcome outcome =
        Jobs.generate(
            "--run-dir",
            uri(DIGITS),
            "--format",
            "parquet",
            "--out",
            generated,
            "--count",
            Integer.toString(COUNT),
            "--seed",
            "7",
            "--set",
            "spark.ui.enabled=false");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.sql.extensions", SparkGanExtensions.class.getName())
            .getOrCreate();
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @Test
  void samplesInJavaAreThoseOfTheJob() {
    Dataset<Row> samples = SparkGan.open(uri(DIGITS)).samples(spark, COUNT, 7);
    Dataset<Row> table = spark.read().parquet(generated);
    assertThat(samples.schema().names()).isEqualTo(table.schema().names());
    assertThat(sorted(samples)).hasSize(COUNT).isEqualTo(sorted(table));
    assertThat(sorted(samples)).as("computed again").isEqualTo(sorted(table));
  }

  @Test
  void samplesOfAClassAreOfThatClass() {
    Dataset<Row> sevens = SparkGan.open(uri(DIGITS)).samplesOf(spark, 7, 10, 7);
    assertThat(sevens.select("label").distinct().as("l").collectAsList())
        .extracting(row -> row.getInt(0))
        .containsExactly(7);
    assertThatThrownBy(() -> SparkGan.open(uri(DIGITS)).samplesOf(spark, 10, 1, 1))
        .isInstanceOf(UserInputException.class)
        .hasMessage("label: expected one of the run's 10 classes, found 10");
  }

  @Test
  void aKeptRoundCanBeOpened() {
    String run = uri("whole");
    List<Row> newest = sorted(SparkGan.open(run).samples(spark, 5, 1));
    assertThat(sorted(SparkGan.openRound(run, 4).samples(spark, 5, 1))).isEqualTo(newest);
    assertThatThrownBy(() -> SparkGan.openBest(run)).hasMessageContaining("has no best round");
    assertThatThrownBy(() -> SparkGan.openRound(run, 99)).hasMessageContaining("99");
  }

  @Test
  void aFunctionInSqlGivesTheSame() {
    Dataset<Row> function =
        spark.sql("SELECT * FROM generated('%s', %d, 7)".formatted(uri(DIGITS), COUNT));
    assertThat(sorted(function)).isEqualTo(sorted(spark.read().parquet(generated)));
  }

  @Test
  void aSessionCanNameTheRun() {
    spark.sql("SET sparkgan.run=" + uri(DIGITS));
    assertThat(
            spark
                .sql(
                    "SELECT label, count(*) AS images, avg(d_probability) AS real"
                        + " FROM generated(100) GROUP BY label ORDER BY label")
                .collectAsList())
        .hasSize(10)
        .allMatch(row -> row.getLong(1) == 10);
    assertThat(
            spark
                .sql(
                    "SELECT count(*) FROM generated(20, 3) a JOIN generated(20, 3) b"
                        + " ON a.index = b.index AND a.pixels = b.pixels")
                .first()
                .getLong(0))
        .isEqualTo(20);
    spark.conf().unset("sparkgan.run");
    assertMistake("SELECT * FROM generated(10)", "nothing names it: SET sparkgan.run=DIR");
  }

  @Test
  void aSessionThatBeganWithoutTheExtensionsCanStillLearnTheFunction() {
    SparkSession other = spark.newSession();
    other.sessionState().tableFunctionRegistry().clear();
    SparkSession.setActiveSession(other);
    assertThatThrownBy(() -> other.sql(query())).isInstanceOf(AnalysisException.class);
    SparkGan.register(other);
    assertThat(other.sql(query()).count()).isEqualTo(3);
    SparkSession.setActiveSession(spark);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          generated()               | expected (run, count[, seed])
          generated('%s')           | expected (run, count[, seed])
          generated('%s', 'many')   | found 'many'
          generated('%s', 1, 2, 3)  | expected (run, count[, seed])
          generated('%s', 0)        | count: expected at least 1 image, found 0
          generated('%s', 1.5)      | found 1.5
          generated('%s', NULL)     | found NULL
          generated(NULL, 10)       | found
          generated('%s', 100000001) | expected at most 100,000,000 images
          generated('/nowhere', 1)  | /nowhere
          """)
  void aMistakeIsOneLine(String function, String expected) {
    assertMistake("SELECT * FROM " + function.formatted(uri(DIGITS)), expected);
  }

  private static String query() {
    return "SELECT * FROM generated('%s', 3)".formatted(uri(DIGITS));
  }

  private static void assertMistake(String query, String expected) {
    assertThatThrownBy(() -> spark.sql(query))
        .isInstanceOfSatisfying(
            AnalysisException.class,
            e -> assertThat(e.getSimpleMessage()).contains(expected).hasLineCount(1));
  }

  private static String uri(String run) {
    return run(run).toString();
  }

  /** Rows hold arrays, which are alike only as text. */
  private static List<Row> sorted(Dataset<Row> images) {
    return images
        .orderBy("index")
        .selectExpr("index", "label", "height", "width", "hex(pixels)", "latent", "d_probability")
        .collectAsList();
  }
}
