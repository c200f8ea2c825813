package io.sparkgan.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.Settings;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.config.UserInputException;
import io.sparkgan.data.ImageBlock;
import io.sparkgan.training.ShardLabels;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has which digits if labels decide: 1,000 images of 28 x 28, image i all grey i % 251. */
final class ByLabelIT {
  private static final int IMAGES = 1000;

  private static SparkSession spark;

  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    spark = SparkSessions.local("local[2]");
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @Test
  void eachWorkerHasTwoLabelsAndEveryImageHasOneWorker() {
    try (Shards shards = Shards.load(spark, settings(table("id % 10", 3), "by-label(2)", 5))) {
      Map<Integer, List<Integer>> labels = new TreeMap<>();
      for (ShardLabels shard : shards.audit()) {
        assertThat(shard.images()).isEqualTo(100);
        labels.merge(shard.worker(), List.of(shard.label()), (a, b) -> List.of(a.get(0), b.get(0)));
      }
      assertThat(labels.values()).hasSize(5).allSatisfy(two -> assertThat(two).hasSize(2));
      assertThat(labels.values().stream().flatMap(List::stream).toList())
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 10).boxed().toList());
      assertThat(histogram(shards)).isEqualTo(expected());
      assertThat(shards.images()).isEqualTo(IMAGES);
    }
  }

  @Test
  void theFingerprintIsThatOfTheSetAndShardsDoNotDependOnItsPartitions() {
    Path three = table("id % 10", 3);
    try (Shards iid = Shards.load(spark, settings(three, "iid", 4));
        Shards some = Shards.load(spark, settings(three, "by-label(3)", 4));
        Shards others = Shards.load(spark, settings(table("id % 10", 7), "by-label(3)", 4))) {
      assertThat(some.fingerprint()).isEqualTo(iid.fingerprint());
      assertThat(others.fingerprint()).isEqualTo(iid.fingerprint());
      assertThat(others.audit()).isEqualTo(some.audit());
      assertThat(pixels(others)).isEqualTo(pixels(some)).isNotEqualTo(pixels(iid));
    }
  }

  @Test
  void iidShardsAreAuditedToo() {
    try (Shards shards = Shards.load(spark, settings(table("null", 3), "iid", 3))) {
      assertThat(shards.audit())
          .containsExactly(
              new ShardLabels(0, -1, 334),
              new ShardLabels(1, -1, 333),
              new ShardLabels(2, -1, 333));
    }
  }

  @Test
  void labelsAreNeeded() {
    refused(
        table("if(id = 77, null, id % 10)", 3),
        "by-label(2)",
        "data.uri: image 77 of " + folder,
        "expected a label from 0 to 254 (data.partition = by-label(2)), found none");
    Path without = folder.resolve("without");
    spark
        .read()
        .parquet(table("0", 1).toString())
        .drop("label")
        .write()
        .parquet(without.toString());
    refused(without, "by-label(2)", "found no column label; label every image or set");
  }

  @Test
  void everyPieceNeedsAnImage() {
    refused(table("id % 10", 2), "by-label(255)", "takes 1020 images or more, found 1000");
  }

  private static void refused(Path table, String partition, String... words) {
    assertThatThrownBy(() -> Shards.load(spark, settings(table, partition, 4)).close())
        .isInstanceOf(UserInputException.class)
        .hasMessageContainingAll(words)
        .message()
        .hasLineCount(1);
  }

  private static Map<Integer, Long> expected() {
    return IntStream.range(0, IMAGES)
        .boxed()
        .collect(Collectors.groupingBy(i -> i % 251, TreeMap::new, Collectors.counting()));
  }

  private static Map<Integer, Long> histogram(Shards shards) {
    return pixels(shards).stream()
        .flatMap(List::stream)
        .collect(Collectors.groupingBy(i -> i, TreeMap::new, Collectors.counting()));
  }

  /** The grey of each image of each block. */
  private static List<List<Integer>> pixels(Shards shards) {
    return shards.blocks().collect().stream().map(ByLabelIT::greys).toList();
  }

  private static List<Integer> greys(ImageBlock block) {
    return IntStream.range(0, block.count()).mapToObj(i -> block.image(i)[0] & 0xff).toList();
  }

  private static Settings settings(Path table, String partition, int workers) {
    return SettingsReader.read(
            SettingsSources.defaults()
                .withOptions(
                    Map.of(
                        "data.uri",
                        '"' + table.toString() + '"',
                        "recipe.conditional",
                        "false",
                        "data.partition",
                        partition,
                        "training.workers",
                        Integer.toString(workers))))
        .settings();
  }

  private Path table(String label, int partitions) {
    Path table = folder.resolve("table-%d".formatted(folder.toFile().list().length));
    spark
        .range(0, IMAGES, 1, partitions)
        .selectExpr(
            "id as index",
            "28 as height",
            "28 as width",
            "cast(%s as int) as label".formatted(label),
            "unhex(repeat(lpad(hex(id %% 251), 2, '0'), 784)) as pixels".formatted())
        .write()
        .parquet(table.toString());
    return table;
  }
}
