package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.data.IdxImages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of a trained generator, in every format, are the same images. */
class GenerateIT {
  @TempDir private static Path folder;

  @BeforeAll
  static void train() {
    TinySet.images(folder.resolve("images"));
    TinySet.conf(folder);
    train("run", "images", "--set", "checkpoint.keep=3", "--set", "ema.decay=0.5");
    train("conditional", "images", "--rounds", "1", "--set", "recipe.conditional=true");
  }

  @Test
  void imageIDependsOnSeedAndRoundAndNotOnTheCountOrTheFormat() throws IOException {
    List<byte[]> many = idx("many.idx", "--count", "230");
    List<byte[]> few = idx("few.idx", "--count", "37");
    assertThat(many).hasSize(230);
    assertThat(few).hasSize(37);
    assertThat(few).containsExactlyElementsOf(many.subList(0, 37));
    assertThat(parquet("few.parquet", "--count", "37")).containsExactlyElementsOf(few);
    assertThat(idx("seed.idx", "--count", "37", "--seed", "2").get(0)).isNotEqualTo(few.get(0));
    assertThat(idx("round.idx", "--count", "37", "--round", "1").get(0)).isNotEqualTo(few.get(0));
    assertThat(idx("latest.idx", "--count", "37", "--round", "2")).containsExactlyElementsOf(few);
  }

  @Test
  void weightsAreThoseOfTheSamplesUnlessOthersAreAskedFor() throws IOException {
    List<byte[]> samples = idx("samples.idx", "--count", "5");
    List<byte[]> average = idx("average.idx", "--count", "5", "--weights", "average");
    List<byte[]> trained = idx("trained.idx", "--count", "5", "--weights", "trained");
    assertThat(average).containsExactlyElementsOf(samples);
    assertThat(trained.get(0)).isNotEqualTo(samples.get(0));
    // The average of one round is that round.
    String[] first = {"--count", "5", "--round", "1", "--weights"};
    assertThat(idx("first.idx", with(first, "trained")))
        .containsExactlyElementsOf(idx("mean.idx", with(first, "average")));
    assertThat(Jobs.facts(folder.resolve("run")).getObject("sections"))
        .containsKeys("generator/parameters", "generator/average");
  }

  @Test
  void imagesOfAClassCanBeAskedFor() throws IOException {
    Path table = folder.resolve("classes.parquet");
    requireDone(generate("conditional", "parquet", table, "--count", "23"));
    assertThat(column(table, "label"))
        .containsExactlyElementsOf(IntStream.range(0, 23).mapToObj(i -> i % 10).toList());
    Path sevens = folder.resolve("sevens.parquet");
    requireDone(generate("conditional", "parquet", sevens, "--count", "23", "--digit", "7"));
    assertThat(column(sevens, "label")).hasSize(23).containsOnly(7);
    List<byte[]> mixed = column(table, "pixels");
    List<byte[]> pixels = column(sevens, "pixels");
    assertThat(pixels.get(7)).isEqualTo(mixed.get(7));
    assertThat(pixels.get(17)).isEqualTo(mixed.get(17));
    assertThat(pixels.get(8)).isNotEqualTo(mixed.get(8));
  }

  @Test
  void aPictureOfAllClassesHasAColumnAClass() throws IOException {
    Path png = folder.resolve("classes.png");
    requireDone(generate("conditional", "png", png, "--count", "30"));
    int cell = 2 * TinySet.SIZE + 2;
    assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(10 * cell - 2);
    assertThat(ImageIO.read(png.toFile()).getHeight()).isEqualTo(3 * cell - 2);
    Path one = folder.resolve("one.png");
    requireDone(generate("conditional", "png", one, "--count", "30", "--digit", "0"));
    assertThat(ImageIO.read(one.toFile()).getWidth()).isEqualTo(6 * cell - 2);
  }

  @Test
  void theTableOfSamplesHasTheirClasses() {
    assertThat(column(folder.resolve("conditional/samples/images/round-000001.parquet"), "label"))
        .containsExactlyElementsOf(IntStream.range(0, 30).mapToObj(i -> i / 3).toList());
    assertThat(column(folder.resolve("run/samples/images/round-000002.parquet"), "label"))
        .hasSize(9)
        .containsOnly(-1);
  }

  @Test
  void whatTheRunDoesNotHaveIsRefused() {
    Path out = folder.resolve("nothing");
    refuses(generate("run", "png", out, "--count", "4", "--digit", "1"), "not conditional");
    for (String digit : List.of("10", "-1")) {
      refuses(
          generate("conditional", "png", out, "--count", "4", "--digit=" + digit),
          "--digit: expected 0 to 9, the run's classes, found " + digit);
    }
    refuses(
        generate("conditional", "png", out, "--count", "4", "--weights", "average"),
        "keeps no average");
    assertThat(generate("png", out, "--count", "0", "--digit", "1").errLines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("error: --count: expected at least 1"),
            line -> assertThat(line).startsWith("error: --digit: the run is not conditional"));
    assertThat(
            generate(
                    "conditional",
                    "png",
                    out,
                    "--count",
                    "20000",
                    "--digit",
                    "10",
                    "--weights",
                    "average")
                .errLines())
        .hasSize(3);
    assertThat(out).doesNotExist();
  }

  @Test
  void aRunWithoutACheckpointIsNamed() throws IOException {
    Path begun = Files.createDirectory(folder.resolve("begun"));
    Files.copy(folder.resolve("run/run.json"), begun.resolve("run.json"));
    refuses(
        generate("begun", "png", folder.resolve("nothing"), "--count", "4"),
        "run begun has no whole checkpoint");
  }

  @Test
  void aGridIsAPicture() throws IOException {
    Path png = folder.resolve("grid.png");
    assertThat(generate("png", png, "--count", "10").code()).isZero();
    var picture = ImageIO.read(png.toFile());
    assertThat(picture.getWidth()).isGreaterThanOrEqualTo(4 * TinySet.SIZE);
    assertThat(picture.getHeight()).isGreaterThanOrEqualTo(3 * TinySet.SIZE);
  }

  @Test
  void generatedRowsAreADataSet() throws IOException {
    Path table = folder.resolve("set.parquet");
    assertThat(generate("parquet", table, "--count", "200").code()).isZero();
    train("second", "set.parquet", "--rounds", "1");
    assertThat(Jobs.facts(folder.resolve("second")).getInt("round")).isOne();
  }

  @Test
  void whatIsThereIsReplacedOnlyWhenAsked() throws IOException {
    Path file = Files.writeString(folder.resolve("precious.png"), "precious");
    Jobs.Outcome refused = generate("png", file, "--count", "4");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errLines()).hasSize(1).first().asString().contains("--overwrite");
    assertThat(file).hasContent("precious");
    assertThat(generate("png", file, "--count", "4", "--overwrite").code()).isZero();
    assertThat(ImageIO.read(file.toFile())).isNotNull();
  }

  @Test
  void aTableIsReplacedAndNoOtherFolderIs() {
    Path table = folder.resolve("again.parquet");
    assertThat(generate("parquet", table, "--count", "4").code()).isZero();
    assertThat(parquet("again.parquet", "--count", "5", "--overwrite")).hasSize(5);
    for (String format : List.of("parquet", "idx", "png")) {
      Jobs.Outcome refused = generate(format, folder, "--count", "4", "--overwrite");
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.errLines()).hasSize(1).first().asString().contains("folder");
    }
    assertThat(folder.resolve("run")).isNotEmptyDirectory();
  }

  @Test
  void whatCannotBeMadeIsRefused() {
    Path out = folder.resolve("nothing");
    for (List<String> wrong :
        List.of(
            List.of("--count", "0"),
            List.of("--count", "10001"),
            List.of("--count", "4", "--round", "7"))) {
      Jobs.Outcome refused = generate("png", out, wrong.toArray(String[]::new));
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.errLines()).hasSize(1).first().asString().startsWith("error: ");
      assertThat(out).doesNotExist();
    }
  }

  @Test
  void aStripHasARowForEachClassOrEachWay() throws IOException {
    int cell = 2 * TinySet.SIZE + 2;
    Path classes = folder.resolve("strip.png");
    requireDone(generate("conditional", "strip", classes, "--steps", "4"));
    assertThat(ImageIO.read(classes.toFile()).getWidth()).isEqualTo(4 * cell - 2);
    assertThat(ImageIO.read(classes.toFile()).getHeight()).isEqualTo(10 * cell - 2);
    Path ways = folder.resolve("ways.png");
    requireDone(generate("strip", ways, "--rows", "3"));
    assertThat(ImageIO.read(ways.toFile()).getWidth()).isEqualTo(10 * cell - 2);
    assertThat(ImageIO.read(ways.toFile()).getHeight()).isEqualTo(3 * cell - 2);
    Path again = folder.resolve("again.png");
    requireDone(generate("strip", again, "--rows", "3"));
    assertThat(again).hasSameBinaryContentAs(ways);
    requireDone(generate("strip", again, "--rows", "3", "--seed", "2", "--overwrite"));
    assertThat(Files.mismatch(again, ways)).isNotNegative();
  }

  @Test
  void anAnimationShowsTheGridsOfTheRounds() throws IOException {
    Path gif = folder.resolve("rounds.gif");
    requireDone(generate("gif", gif));
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(gif.toFile())) {
      reader.setInput(in);
      assertThat(reader.getNumImages(true)).isEqualTo(3);
      for (int round = 0; round < 3; round++) {
        BufferedImage grid =
            ImageIO.read(folder.resolve("run/samples/grid-00000%d.png".formatted(round)).toFile());
        BufferedImage frame = reader.read(round);
        for (int y = 0; y < grid.getHeight(); y++) {
          for (int x = 0; x < grid.getWidth(); x++) {
            assertThat(frame.getRGB(x, y) & 0xff).isEqualTo(grid.getRaster().getSample(x, y, 0));
          }
        }
      }
    }
  }

  @Test
  void whatCannotBeDrawnIsRefused() throws IOException {
    Path out = folder.resolve("nothing");
    refuses(generate("png", out), "--count: missing");
    refuses(generate("gif", out, "--count", "4"), "--count: a strip has --rows");
    refuses(generate("gif", out, "--round", "1"), "--format: a gif shows the samples");
    refuses(generate("strip", out, "--steps", "1"), "--steps: expected at least 2, found 1");
    refuses(generate("strip", out, "--rows=-1"), "--rows: expected at least 1, found -1");
    refuses(generate("strip", out, "--rows", "2000"), "takes at most 10000 images");
    refuses(generate("png", out, "--count", "4", "--rows", "2"), "--format strip");
    Path bare = Files.createDirectory(folder.resolve("bare"));
    Files.copy(folder.resolve("run/run.json"), bare.resolve("run.json"));
    refuses(generate("bare", "gif", out), "run bare has none in samples");
    Files.createDirectory(bare.resolve("samples"));
    Files.writeString(bare.resolve("samples/grid-000000.png"), "no picture");
    refuses(generate("bare", "gif", out), "grid-000000.png: expected a PNG");
    Files.copy(
        folder.resolve("run/samples/grid-000000.png"),
        bare.resolve("samples/grid-000000.png"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.copy(
        folder.resolve("conditional/samples/grid-000001.png"),
        bare.resolve("samples/grid-000001.png"));
    refuses(generate("bare", "gif", out), "grid-000001.png: expected a picture as large as");
    assertThat(out).doesNotExist();
  }

  private static List<byte[]> idx(String name, String... more) throws IOException {
    Path file = folder.resolve(name);
    Jobs.Outcome outcome = generate("idx", file, more);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    List<byte[]> images = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file);
        IdxImages idx = IdxImages.open(in, name)) {
      byte[] pixels = new byte[idx.height() * idx.width()];
      while (idx.next(pixels)) {
        images.add(pixels.clone());
      }
    }
    return images;
  }

  private static List<byte[]> parquet(String name, String... more) {
    Path table = folder.resolve(name);
    assertThat(generate("parquet", table, more).code()).isZero();
    return column(table, "pixels");
  }

  /** Values of one column in the order of the images. */
  private static <T> List<T> column(Path table, String name) {
    try (SparkSession spark =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", false).getOrCreate()) {
      List<Row> rows =
          spark.read().parquet(table.toString()).orderBy("index").select(name).collectAsList();
      return rows.stream().map(row -> row.<T>getAs(0)).toList();
    }
  }

  private static String[] with(String[] options, String more) {
    return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
  }

  private static void requireDone(Jobs.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.err()).isZero();
  }

  private static void refuses(Jobs.Outcome outcome, String expected) {
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.errLines()).hasSize(1).first().asString().contains(expected);
  }

  private static void train(String run, String data, String... more) {
    requireDone(
        Jobs.train(
            Stream.concat(
                    Stream.of(
                        "--recipe",
                        "keras-mlp",
                        "--conf",
                        folder.resolve("tiny.conf").toString(),
                        "--data",
                        folder.resolve(data).toString(),
                        "--workers",
                        "2",
                        "--out",
                        folder.toString(),
                        "--run",
                        run,
                        "--set",
                        "spark.ui.enabled=false"),
                    Stream.of(more))
                .toArray(String[]::new)));
  }

  private static Jobs.Outcome generate(String format, Path out, String... more) {
    return generate("run", format, out, more);
  }

  private static Jobs.Outcome generate(String run, String format, Path out, String... more) {
    return Jobs.generate(
        Stream.concat(
                Stream.of(
                    "--run-dir",
                    folder.resolve(run).toString(),
                    "--format",
                    format,
                    "--out",
                    out.toString(),
                    "--master",
                    "local[2]",
                    "--set",
                    "spark.ui.enabled=false"),
                Stream.of(more))
            .toArray(String[]::new));
  }
}
