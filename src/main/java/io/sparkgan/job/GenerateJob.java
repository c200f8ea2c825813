package io.sparkgan.job;

import io.sparkgan.config.Settings;
import io.sparkgan.config.UserInputException;
import io.sparkgan.data.IdxWriter;
import io.sparkgan.gan.Machine;
import io.sparkgan.gan.Samples;
import io.sparkgan.spark.ClassOrder;
import io.sparkgan.spark.Generation;
import io.sparkgan.state.GanState;
import io.sparkgan.storage.OutputFile;
import io.sparkgan.storage.OutputTable;
import io.sparkgan.storage.PngGrid;
import io.sparkgan.storage.RunDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes images with a trained generator: {@code jobs/generate}. */
@Command(
    name = "jobs/generate",
    description = "Makes images with the generator of a run, computed on the Spark workers.",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    footer = {
      "",
      "Image i depends on the run, the round, the weights, the seed and its class alone, not on the",
      "count or the machines; with a recipe whose batch norm has statistics = batch also on the",
      "classes of the others in its block of 100. Images are in order of i, in a png row by row;",
      "without --digit every column of a conditional run's png is of one class, every row of its",
      "strip. A gif and a strip are made by the driver, without Spark.",
      "",
      "Examples:",
      "  jobs/generate --run-dir runs/my-run --count 60000 --format parquet --out generated.parquet",
      "  jobs/generate --run-dir runs/my-run --count 400 --format png --out digits.png",
      "  jobs/generate --run-dir runs/my-run --digit 7 --count 100 --format png --out sevens.png",
      "  jobs/generate --run-dir runs/my-run --format strip --rows 10 --steps 12 --out ways.png",
      "  jobs/generate --run-dir runs/my-run --format gif --out rounds.gif"
    })
public final class GenerateJob implements Callable<Integer> {
  private final Console console;

  /** More would be a picture that no viewer opens. */
  private static final int MAX_PNG = 10_000;

  @Mixin private RunOptions runOptions = new RunOptions();

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "number of images; not of a gif or a strip")
  private Optional<Long> count = Optional.empty();

  @Mixin private ImageOptions imageOptions = new ImageOptions();
  @Mixin private StripOptions stripOptions = new StripOptions();

  @Option(
      names = "--format",
      required = true,
      description =
          "parquet (rows that --data reads, with labels), idx (MNIST's own image format; has no"
              + " labels), png (one grid), strip (a png of latents from one to another), gif (the"
              + " run's sample grids, round by round)")
  private Format format;

  @Option(
      names = "--out",
      paramLabel = "PATH",
      required = true,
      description = "file or, for parquet, folder to write; any Hadoop URI")
  private String out;

  @Option(
      names = "--overwrite",
      description = "replace the file or the Parquet table that is there")
  private boolean overwrite;

  @Mixin private SparkOptions sparkOptions = new SparkOptions();
  @Mixin private SparkKeyOptions sparkKeys = new SparkKeyOptions();

  /** What images can be written as. */
  enum Format {
    PARQUET,
    IDX,
    PNG,
    STRIP,
    GIF
  }

  /** The job before its options are known. */
  GenerateJob(Console console) {
    this.console = console;
  }

  /** Runs the job. */
  public static void main(String[] args) {
    JobMain.exit(GenerateJob::new, args);
  }

  @Override
  public Integer call() {
    Map<String, String> keys = sparkKeys.keys();
    var hadoop = sparkOptions.hadoop(keys);
    sparkOptions.requireLasting(hadoop, out);
    RunDirectory run = runOptions.open(hadoop);
    Settings settings = run.configuration().settings();
    requirePossible(settings);
    return switch (format) {
      case PARQUET, IDX, PNG -> generate(hadoop, keys, run, settings);
      case STRIP -> drawStrip(hadoop, run, settings);
      case GIF -> animate(hadoop, run);
    };
  }

  private int generate(
      Configuration hadoop, Map<String, String> keys, RunDirectory run, Settings settings) {
    NativeMemory memory = NativeMemory.generating(settings, sparkOptions.slots(keys));
    memory.bound();
    Machine.here().settle(settings.compute(), settings.recipe());
    ClassOrder classes = imageOptions.classes(settings.recipe());
    GanState state = imageOptions.state(run, settings);
    Target target = target(hadoop, settings, columns(classes));
    try (SparkSession spark = sparkOptions.start("sparkgan generate " + run.name(), keys, memory);
        Generation generation =
            new Generation(
                spark,
                settings.recipe(),
                settings.compute(),
                state,
                imageOptions.seeds(),
                classes,
                count.orElseThrow())) {
      target.writer().write(generation);
    }
    return done("%d images".formatted(count.orElseThrow()), target.uri());
  }

  private int drawStrip(Configuration hadoop, RunDirectory run, Settings settings) {
    OutputFile file = OutputFile.planned(hadoop, out, ifExists());
    NativeMemory.generating(settings, OptionalInt.of(1)).bound();
    Machine.here().settle(settings.compute(), settings.recipe());
    Samples samples =
        stripOptions.samples(
            settings,
            imageOptions.state(run, settings),
            imageOptions.seeds(),
            imageOptions.classes(settings.recipe()));
    file.write(stream -> new PngGrid(stripOptions.steps()).write(samples, stream));
    return done("%d images".formatted(samples.images().size()), file.uri());
  }

  private int animate(Configuration hadoop, RunDirectory run) {
    RoundAnimation animation = new RoundAnimation(run);
    int rounds = animation.rounds().size();
    OutputFile file = OutputFile.planned(hadoop, out, ifExists());
    file.write(animation::write);
    return done("%d rounds".formatted(rounds), file.uri());
  }

  private int done(String what, String uri) {
    console.out().printf("%s: %s%n", what, uri);
    return ExitCode.DONE.code();
  }

  private OutputFile.IfExists ifExists() {
    return overwrite ? OutputFile.IfExists.REPLACE : OutputFile.IfExists.REFUSE;
  }

  /** Reports all options together that the run or the format does not allow. */
  private void requirePossible(Settings settings) {
    List<String> problems = new ArrayList<>();
    formatProblem().ifPresent(problems::add);
    if (format == Format.STRIP) {
      problems.addAll(stripOptions.problems(settings.recipe(), MAX_PNG));
    }
    problems.addAll(imageOptions.problems(settings));
    if (!problems.isEmpty()) {
      throw new UserInputException(problems);
    }
  }

  /** What is asked for that the format does not have. */
  private Optional<String> formatProblem() {
    boolean drawn = format == Format.STRIP || format == Format.GIF;
    if (format == Format.GIF && imageOptions.given()) {
      return Optional.of(
          "--format: a gif shows the samples that the run made; leave out --round, --weights, --seed and --digit");
    }
    if (format != Format.STRIP && stripOptions.given()) {
      return Optional.of(
          "--rows and --steps are a strip's; leave them out, or give --format strip");
    }
    if (drawn && count.isPresent()) {
      return Optional.of(
          "--count: a strip has --rows and --steps, a gif as many images as the run's grids; leave it out");
    }
    return drawn
        ? Optional.empty()
        : count
            .map(this::countProblem)
            .orElseGet(() -> Optional.of("--count: missing; say how many images"));
  }

  private Optional<String> countProblem(long count) {
    if (count < 1) {
      return Optional.of("--count: expected at least 1, found " + count);
    }
    if (format == Format.PNG && count > MAX_PNG) {
      return Optional.of(
          "--count: a png grid takes at most %d images, found %d; use parquet or idx"
              .formatted(MAX_PNG, count));
    }
    if (format == Format.IDX && count > Integer.MAX_VALUE) {
      return Optional.of(
          "--count: an idx file takes at most %d images, found %d; use parquet"
              .formatted(Integer.MAX_VALUE, count));
    }
    return Optional.empty();
  }

  /** Where the images go, known to be free before Spark is started. */
  private record Target(String uri, Writer writer) {}

  private interface Writer {
    void write(Generation generation);
  }

  private Target target(Configuration hadoop, Settings settings, int columns) {
    if (format == Format.PARQUET) {
      OutputTable table = OutputTable.planned(hadoop, out, ifExists());
      return new Target(table.uri(), generation -> table.write(generation::writeParquet));
    }
    OutputFile file = OutputFile.planned(hadoop, out, ifExists());
    return new Target(
        file.uri(),
        generation ->
            file.write(
                stream -> {
                  if (format == Format.IDX) {
                    writeIdx(generation, stream, settings);
                  } else {
                    writePng(generation, stream, settings, columns);
                  }
                }));
  }

  private void writeIdx(Generation generation, OutputStream out, Settings settings)
      throws IOException {
    int height = settings.recipe().image().height();
    int width = settings.recipe().image().width();
    try (IdxWriter writer =
        IdxWriter.open(out, Math.toIntExact(count.orElseThrow()), height, width)) {
      for (Iterator<Samples.Sample> images = generation.images(); images.hasNext(); ) {
        writer.write(images.next().pixels());
      }
    }
  }

  /** Nearly a square of images, in which every column is of one class. */
  private int columns(ClassOrder classes) {
    int turns = Math.max(1, classes.turns());
    return turns * (int) Math.ceil(Math.sqrt((double) count.orElseThrow()) / turns);
  }

  private void writePng(Generation generation, OutputStream out, Settings settings, int columns)
      throws IOException {
    List<Samples.Sample> images = new ArrayList<>();
    generation.images().forEachRemaining(images::add);
    new PngGrid(columns)
        .write(
            new Samples(
                settings.recipe().image().height(), settings.recipe().image().width(), images),
            out);
  }
}
