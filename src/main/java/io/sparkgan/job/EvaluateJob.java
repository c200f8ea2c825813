package io.sparkgan.job;

import io.sparkgan.config.Compute;
import io.sparkgan.config.Protocol;
import io.sparkgan.config.SeedSequence;
import io.sparkgan.config.Settings;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.config.UserInputException;
import io.sparkgan.evaluation.JudgeModel;
import io.sparkgan.gan.Machine;
import io.sparkgan.spark.ImageEvaluator;
import io.sparkgan.spark.ReferenceImages;
import io.sparkgan.spark.Shards;
import io.sparkgan.spark.SparkEvaluator;
import io.sparkgan.spark.SparkScoring;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.StoredCheckpoint;
import io.sparkgan.training.CheckpointStore.Checkpoint;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells how good generated images are: {@code jobs/evaluate}. */
@Command(
    name = "jobs/evaluate",
    description =
        "Scores what the generator of a run makes, or images of any origin, computed on the Spark"
            + " workers.",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    footer = {
      "",
      "Beside each score of the images is its floor: what as many real training images get.",
      "With --images and --run-dir the discriminator of the run is asked about the images, too.",
      "",
      "Examples:",
      "  jobs/evaluate --run-dir runs/my-run --round best",
      "  jobs/evaluate --run-dir runs/my-run --round all --protocol n500,batch32 --json",
      "  jobs/evaluate --images digits.idx --run-dir runs/my-run",
      "  jobs/evaluate --images letters.idx --data letters --judge judges/letters"
    })
public final class EvaluateJob implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description = "the run's folder, as jobs/train printed it; any Hadoop URI")
  private Optional<String> runDir = Optional.empty();

  @Option(
      names = "--images",
      paramLabel = "FILE",
      description = "score the images of an IDX file, gzipped or not, instead; any Hadoop URI")
  private Optional<String> images = Optional.empty();

  @Option(
      names = "--round",
      paramLabel = "R",
      description =
          "a round whose checkpoint was kept, best, or all that were kept (default: the latest)")
  private Optional<String> round = Optional.empty();

  @Mixin private DataOption data = new DataOption();
  @Mixin private ProtocolOption protocols = new ProtocolOption();
  @Mixin private WeightsOption weights = new WeightsOption();

  @Option(
      names = "--seed",
      paramLabel = "S",
      description =
          "seed of the latents, and of the choice of the floor's images (default: the run's)")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--judge",
      paramLabel = "J",
      description =
          "who looks at the images: mnist or a folder that jobs/train-judge made (default: the"
              + " run's, else mnist)")
  private Optional<String> judge = Optional.empty();

  @Option(
      names = "--json",
      description = "JSON alone on standard output: an array with a row a round and protocol")
  private boolean json;

  @Mixin private SparkOptions sparkOptions = new SparkOptions();
  @Mixin private SparkKeyOptions sparkKeys = new SparkKeyOptions();

  /** The job before its options are known. */
  EvaluateJob(Console console) {
    this.console = console;
  }

  /** Runs the job. */
  public static void main(String[] args) {
    JobMain.exit(EvaluateJob::new, args);
  }

  @Override
  public Integer call() {
    try {
      evaluate();
    } catch (UserInputException e) {
      throw data.named(e);
    }
    return ExitCode.DONE.code();
  }

  private void evaluate() {
    requireSense();
    Map<String, String> keys = sparkKeys.keys();
    Configuration hadoop = sparkOptions.hadoop(keys);
    Optional<RunDirectory> run = runDir.map(dir -> RunDirectory.open(hadoop, dir));
    Settings settings = settings(run);
    Shards.requireFound(hadoop, settings.data().uri());
    JudgeModel model =
        run.isPresent()
            ? JudgeChoice.of(judge, settings, hadoop)
            : JudgeChoice.withoutRun(judge, settings, hadoop);
    Subject subject =
        images
            .map(file -> given(ImageFile.read(hadoop, file, model.image()), run, settings))
            .orElseGet(() -> generated(run.orElseThrow(), settings));
    NativeMemory memory = NativeMemory.generating(settings, sparkOptions.slots(keys));
    memory.bound();
    Compute compute = Machine.here().settle(settings.compute(), settings.recipe());
    EvaluationSheet sheet = new EvaluationSheet();
    try (SparkSession spark = sparkOptions.start("sparkgan evaluate", keys, memory);
        SparkScoring scoring =
            new SparkScoring(
                JavaSparkContext.fromSparkContext(spark.sparkContext()),
                compute,
                new SeedSequence(seed.orElse(settings.training().seed())),
                subject.protocols(),
                model,
                reference(spark, settings.data(), model).judgedBy(model, compute))) {
      subject.scorer().score(scoring, compute, sheet);
    }
    if (json) {
      sheet.printJson(console.out());
    } else {
      sheet.print(console.out());
    }
  }

  /** Reports all options together that do not go with each other. */
  private void requireSense() {
    List<String> problems = new ArrayList<>();
    if (runDir.isEmpty() && images.isEmpty()) {
      problems.add("--run-dir or --images: give a run, a file of images, or both");
    }
    if (runDir.isEmpty() && round.isPresent()) {
      problems.add("--round: of which run? give --run-dir, too");
    }
    if (runDir.isEmpty() && !data.given() && judge.stream().anyMatch(it -> !isShipped(it))) {
      problems.add(
          "--judge: of which real images? give --data, what the images are to be compared with, or"
              + " --run-dir");
    }
    if (images.isPresent() && weights.given()) {
      problems.add("--weights: no generator makes the images of --images; give one of them");
    }
    if (!problems.isEmpty()) {
      throw new UserInputException(problems);
    }
  }

  private static boolean isShipped(String judge) {
    return judge.equals(Shards.EMBEDDED);
  }

  /** Those of the run; without one, the defaults name the data set and the seed. */
  private Settings settings(Optional<RunDirectory> run) {
    io.sparkgan.config.Configuration recorded =
        run.map(RunDirectory::configuration)
            .orElseGet(() -> JudgeChoice.none(SettingsReader.read(SettingsSources.defaults())));
    Settings settings = data.in(recorded).settings();
    weights
        .problem(settings.ema())
        .ifPresent(
            problem -> {
              throw new UserInputException(problem);
            });
    return settings;
  }

  /** What is scored, known to be there before Spark is started. */
  private record Subject(List<Protocol> protocols, Scorer scorer) {}

  private interface Scorer {
    void score(SparkScoring scoring, Compute compute, EvaluationSheet sheet);
  }

  private Subject generated(RunDirectory run, Settings settings) {
    Iterator<StoredCheckpoint> rounds = new KeptRounds(run).some(round);
    return new Subject(
        protocols.orElse(settings.evaluation().protocols()),
        (scoring, compute, sheet) -> {
          SparkEvaluator evaluator = new SparkEvaluator(scoring, settings.recipe(), compute);
          while (rounds.hasNext()) {
            Checkpoint it = rounds.next().checkpoint();
            sheet.add(
                columns(run, it),
                evaluator.evaluate(it.round(), weights.of(it.state(), settings.ema())));
          }
        });
  }

  private Subject given(ImageFile file, Optional<RunDirectory> run, Settings settings) {
    Optional<Checkpoint> asked = run.map(it -> new KeptRounds(it).one(round).checkpoint());
    return new Subject(
        protocols.of(file),
        (scoring, compute, sheet) -> {
          ImageEvaluator evaluator = new ImageEvaluator(scoring, file.pixels(), file.imageBytes());
          asked.ifPresentOrElse(
              it ->
                  sheet.add(
                      columns(run.orElseThrow(), it),
                      evaluator.evaluate(settings.recipe(), compute, it.state())),
              () -> sheet.add(Map.of(), evaluator.evaluate()));
        });
  }

  /** The images to compare with, known to be of the size that the judge looks at. */
  private static ReferenceImages reference(
      SparkSession spark, Settings.Data data, JudgeModel judge) {
    ReferenceImages images = ReferenceImages.open(spark, data);
    if (!images.image().equals(judge.image())) {
      throw new UserInputException(
          "data.uri: images of %s are %s (height, width, channels), judge %s looks at %s; give the data set of the judge"
              .formatted(data.uri(), images.image(), judge.name(), judge.image()));
    }
    return images;
  }

  private static Map<String, Object> columns(RunDirectory run, Checkpoint checkpoint) {
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("run", run.name());
    columns.put("round", checkpoint.round());
    return columns;
  }
}
