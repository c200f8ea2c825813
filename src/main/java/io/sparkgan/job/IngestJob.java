package io.sparkgan.job;

import io.sparkgan.config.UserInputException;
import io.sparkgan.data.DataFingerprint;
import io.sparkgan.spark.Ingest;
import io.sparkgan.spark.Shards;
import io.sparkgan.storage.OutputFile;
import io.sparkgan.storage.OutputTable;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes the table of images that training reads best: {@code jobs/ingest}. */
@Command(
    name = "jobs/ingest",
    description =
        "Makes a Parquet table of images to train on, read, checked and written by Spark.",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    footer = {
      "",
      "Images become grey: colours by their luma; transparency is ignored. All must have one size.",
      "Files of a folder are taken in the order of their paths. If its subfolders are named 0 to",
      "254, these are the labels. The table appears when it is whole.",
      "",
      "Examples:",
      "  jobs/ingest --images letters.idx.gz --labels labels.idx.gz --out letters.parquet",
      "  jobs/ingest --images hdfs://namenode/pictures --out hdfs://namenode/pictures.parquet"
    })
public final class IngestJob implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--images",
      paramLabel = "URI",
      required = true,
      description =
          "an IDX file, gzipped or not; a folder of PNG, JPEG, GIF or BMP files; a Parquet table,"
              + " with or without the column index; or what --data of jobs/train takes")
  private String images;

  @Option(
      names = "--labels",
      paramLabel = "URI",
      description = "an IDX file of labels, for an IDX file or a folder of image files")
  private Optional<String> labels = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "URI",
      required = true,
      description = "the table, a folder on any Hadoop file system")
  private String out;

  @Option(names = "--overwrite", description = "replace the table that is there")
  private boolean overwrite;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "number of files in the table (default: one for each task)")
  private Optional<Integer> partitions = Optional.empty();

  @Mixin private SparkOptions sparkOptions = new SparkOptions();
  @Mixin private SparkKeyOptions sparkKeys = new SparkKeyOptions();

  /** The job before its options are known. */
  IngestJob(Console console) {
    this.console = console;
  }

  /** Runs the job. */
  public static void main(String[] args) {
    JobMain.exit(IngestJob::new, args);
  }

  @Override
  public Integer call() {
    Map<String, String> keys = sparkKeys.keys();
    Configuration hadoop = sparkOptions.hadoop(keys);
    sparkOptions.requireLasting(hadoop, out);
    requirePossible(hadoop);
    OutputFile.IfExists ifExists =
        overwrite ? OutputFile.IfExists.REPLACE : OutputFile.IfExists.REFUSE;
    OutputTable table = OutputTable.planned(hadoop, out, ifExists);
    // Nothing native is loaded, and the executors' bound is of no account.
    try (SparkSession spark =
        sparkOptions.start("sparkgan ingest " + images, keys, NativeMemory.judging())) {
      ingest(spark, table);
    } catch (UserInputException e) {
      // Elsewhere the images are those of a setting.
      throw DataOption.named("--images", e);
    }
    return ExitCode.DONE.code();
  }

  private void requirePossible(Configuration hadoop) {
    partitions
        .filter(count -> count < 1)
        .ifPresent(
            count -> {
              throw new UserInputException("--partitions: expected at least 1, found " + count);
            });
    if (!images.equals(Shards.EMBEDDED)) {
      Ingest.requireFound(hadoop, "--images", images);
    }
    labels.ifPresent(uri -> Ingest.requireFound(hadoop, "--labels", uri));
  }

  private void ingest(SparkSession spark, OutputTable table) {
    long begun = System.nanoTime();
    Ingest ingest = Ingest.open(spark, images, labels);
    console
        .out()
        .printf(
            "%,d images of %d x %d, %s%n",
            ingest.count(),
            ingest.height(),
            ingest.width(),
            ingest.labelled() ? "with labels" : "without labels");
    OptionalInt files = partitions.map(OptionalInt::of).orElse(OptionalInt.empty());
    table.write(uri -> report(ingest.write(uri, files), begun));
    console
        .out()
        .printf(
            "train on it: jobs/train --data %s%s%n",
            table.uri(), ingest.labelled() ? "" : " --set recipe.conditional=false");
  }

  private void report(DataFingerprint written, long begun) {
    double seconds = (System.nanoTime() - begun) / 1e9;
    console
        .out()
        .printf(
            "written and read back in %.1f s, %,.0f images/s%nfingerprint %s%n",
            seconds, written.count() / seconds, written);
  }
}
