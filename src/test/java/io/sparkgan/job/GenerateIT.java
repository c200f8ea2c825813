package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.data.IdxImages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
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
    Path images = TinySet.images(folder.resolve("images"));
    Path conf = TinySet.conf(folder);
    Jobs.Outcome trained =
        Jobs.train(
            "--recipe",
            "keras-mlp",
            "--conf",
            conf.toString(),
            "--data",
            images.toString(),
            "--workers",
            "2",
            "--out",
            folder.toString(),
            "--run",
            "run",
            "--set",
            "checkpoint.keep=3",
            "--set",
            "spark.ui.enabled=false");
    assertThat(trained.code()).as(trained.err()).isZero();
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
    Jobs.Outcome trained =
        Jobs.train(
            "--recipe",
            "keras-mlp",
            "--conf",
            folder.resolve("tiny.conf").toString(),
            "--data",
            table.toString(),
            "--workers",
            "2",
            "--rounds",
            "1",
            "--out",
            folder.toString(),
            "--run",
            "second",
            "--set",
            "spark.ui.enabled=false");
    assertThat(trained.code()).as(trained.err()).isZero();
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
    try (SparkSession spark =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", false).getOrCreate()) {
      List<Row> rows =
          spark.read().parquet(table.toString()).orderBy("index").select("pixels").collectAsList();
      return rows.stream().map(row -> row.<byte[]>getAs(0)).toList();
    }
  }

  private static Jobs.Outcome generate(String format, Path out, String... more) {
    return Jobs.generate(
        Stream.concat(
                Stream.of(
                    "--run-dir",
                    folder.resolve("run").toString(),
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
