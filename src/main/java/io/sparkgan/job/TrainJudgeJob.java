package io.sparkgan.job;

import io.sparkgan.config.Compute;
import io.sparkgan.config.JudgeConfiguration;
import io.sparkgan.config.JudgeReader;
import io.sparkgan.config.JudgeSpec;
import io.sparkgan.config.SettingsSources.ConfText;
import io.sparkgan.gan.Machine;
import io.sparkgan.spark.JudgeTraining;
import io.sparkgan.spark.Shards;
import io.sparkgan.storage.HadoopFiles;
import io.sparkgan.storage.JudgeFolder;
import io.sparkgan.storage.JudgeManifest;
import io.sparkgan.storage.OutputFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains the classifier that scores are taken with: {@code jobs/train-judge}. */
@Command(
    name = "jobs/train-judge",
    description = "Trains the classifier that scores of generated images are taken with.",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    footer = {
      "",
      "The folder has judge.json, with the accuracy on the test images, and parameters.ckpt; give it",
      "to jobs/train as evaluation.judge. The same seed gives the same bits on any master.",
      "",
      "Examples:",
      "  jobs/train-judge --out judges/mnist",
      "  jobs/train-judge --data hdfs://namenode/letters --conf letters.conf --out judges/letters"
    })
public final class TrainJudgeJob implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--data",
      paramLabel = "URI",
      defaultValue = Shards.EMBEDDED,
      description =
          "mnist (embedded) or a folder of IDX files, t10k files and labels among them (default:"
              + " ${DEFAULT-VALUE})")
  private String data;

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "description of the judge in HOCON (default: conf/judges/mnist.conf's)")
  private Optional<Path> conf = Optional.empty();

  @Option(
      names = "--epochs",
      paramLabel = "E",
      description =
          "how often all workers together see the data (default: the description's, which the"
              + " schedule of its optimiser is made for)")
  private Optional<String> epochs = Optional.empty();

  @Option(names = "--seed", paramLabel = "S", description = "(default: the description's)")
  private Optional<String> seed = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "the judge's folder, on any Hadoop file system")
  private String out;

  @Option(names = "--overwrite", description = "replace the judge that is there")
  private boolean overwrite;

  @Mixin private SparkOptions sparkOptions = new SparkOptions();
  @Mixin private SparkKeyOptions sparkKeys = new SparkKeyOptions();

  /** The job before its options are known. */
  TrainJudgeJob(Console console) {
    this.console = console;
  }

  /** Runs the job. */
  public static void main(String[] args) {
    JobMain.exit(TrainJudgeJob::new, args);
  }

  @Override
  public Integer call() {
    Map<String, String> keys = sparkKeys.keys();
    Configuration hadoop = sparkOptions.hadoop(keys);
    sparkOptions.requireLasting(hadoop, out);
    JudgeConfiguration configuration = configuration();
    JudgeSpec judge = configuration.spec();
    JudgeFolder.requireFree(
        hadoop, out, overwrite ? OutputFile.IfExists.REPLACE : OutputFile.IfExists.REFUSE);
    Shards.requireFound(hadoop, data);
    NativeMemory memory = NativeMemory.judging();
    memory.bound();
    Compute compute = Machine.here().exact();
    try (SparkSession spark = sparkOptions.start("sparkgan judge " + judge.name(), keys, memory);
        JudgeTraining training = JudgeTraining.load(spark, judge, compute, data)) {
      console.out().printf("computing with %s%n", Machine.here().describe(compute));
      long begun = System.nanoTime();
      train(judge, training);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
      JudgeTraining.Result result = training.test();
      console.out().printf("accuracy %.4f on the test images%n", result.accuracy());
      JudgeManifest manifest =
          new JudgeManifest(
              configuration,
              command(judge),
              Versions.of(spark),
              training.fingerprint().toString(),
              training.images(),
              millis,
              result.accuracy(),
              result.confusion());
      JudgeFolder.write(hadoop, out, manifest, training.parameters());
    }
    console.out().printf("judge %s: %s%n", judge.name(), HadoopFiles.absolute(hadoop, out));
    return ExitCode.DONE.code();
  }

  private JudgeConfiguration configuration() {
    Map<String, String> options = new HashMap<>();
    epochs.ifPresent(value -> options.put("judge.epochs", value));
    seed.ifPresent(value -> options.put("judge.seed", value));
    return JudgeReader.read(
        conf.map(file -> new ConfText(file.toString(), SettingsOptions.text(file))), options);
  }

  /** A line for each epoch. */
  private void train(JudgeSpec judge, JudgeTraining training) {
    int rounds = judge.rounds(training.images());
    long images = (long) judge.workers() * judge.localSteps() * judge.batch();
    console.out().printf("%,d images to train on, %d rounds%n", training.images(), rounds);
    long begun = System.nanoTime();
    int epoch = 0;
    for (int round = 1; round <= rounds; round++) {
      double loss = training.train(round);
      int ended = (int) (round * images / training.images());
      if (ended > epoch || round == rounds) {
        epoch = ended;
        double seconds = (System.nanoTime() - begun) / 1e9;
        console
            .out()
            .printf(
                "epoch %d/%d  %,.0f images/s  loss %.4f  %.0f s%n",
                Math.min(epoch, judge.epochs()),
                judge.epochs(),
                round * images / seconds,
                loss,
                seconds);
      }
    }
  }

  /** What makes this judge again, whatever the defaults will be. */
  private String command(JudgeSpec judge) {
    return "jobs/train-judge --data %s%s --epochs %d --seed %d --out %s"
        .formatted(
            data, conf.map(" --conf %s"::formatted).orElse(""), judge.epochs(), judge.seed(), out);
  }
}
