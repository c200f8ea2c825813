package io.sparkgan.storage;

import io.sparkgan.config.UserInputException;
import io.sparkgan.training.CheckpointStore;
import io.sparkgan.training.EvaluationSink;
import io.sparkgan.training.MetricsSink;
import io.sparkgan.training.SampleSink;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that a run leaves behind, in one folder of any Hadoop file system. A folder is a run
 * directory if it holds {@code run.json}. Whoever trains the run has its {@link WriteLock}.
 *
 * <pre>
 * run.json
 * checkpoints/round-000012.ckpt
 * checkpoints/best.ckpt
 * metrics/{steps,workers,rounds,evaluations}/round-000112.parquet
 * metrics/{steps,workers,rounds,evaluations}/rounds-000001-000100.parquet
 * metrics/shards/part.parquet
 * samples/grid-000112.png
 * samples/images/round-000112.parquet
 * samples/images/rounds-000000-000099.parquet
 * report/index.html
 * </pre>
 *
 * Its methods throw {@link java.io.UncheckedIOException} if the file system fails.
 */
public final class RunDirectory {

  /** What to do if the run is there already. */
  public enum IfExists {
    REFUSE,
    /** Deletes the old run first. */
    OVERWRITE
  }

  private static final Logger LOG = LoggerFactory.getLogger(RunDirectory.class);

  private static final String RUN_JSON = "run.json";
  private static final String RUN_NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

  private final HadoopFiles files;
  private final Path root;

  RunDirectory(HadoopFiles files, Path root) {
    this.files = files;
    this.root = files.qualified(root);
  }

  /**
   * Makes a new run.
   *
   * @param outUri the folder that holds runs, on any Hadoop file system; made if missing
   * @param runName letters, digits, dots, dashes and underscores; a letter or digit first
   * @param runJson text of {@code run.json}
   * @throws UserInputException if the name or the URI cannot be used, the run exists, or something
   *     that is no run is in its place
   */
  public static RunDirectory create(
      Configuration configuration,
      String outUri,
      String runName,
      IfExists ifExists,
      String runJson) {
    RunDirectory run = planned(configuration, outUri, runName, ifExists);
    run.clear();
    run.describe(runJson);
    return run;
  }

  /**
   * Checks that a run could be made, without making it.
   *
   * @throws UserInputException as {@link #create} does
   */
  public static RunDirectory planned(
      Configuration configuration, String outUri, String runName, IfExists ifExists) {
    if (!runName.matches(RUN_NAME)) {
      throw new UserInputException(
          "Run name '%s' does not match %s; choose another --run".formatted(runName, RUN_NAME));
    }
    Path root = new Path(HadoopFiles.path(outUri), runName);
    RunDirectory run = new RunDirectory(HadoopFiles.writable(configuration, root), root);
    run.requireFree(ifExists);
    return run;
  }

  /** Replaces the text of {@code run.json}. */
  public void describe(String runJson) {
    AtomicFile.write(files, json(), out -> out.write(runJson.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Opens a run that is there.
   *
   * @throws UserInputException if the URI is not that of a run directory, or if its tables are laid
   *     out as an early version did, so that their rows would be overlooked
   */
  public static RunDirectory open(Configuration configuration, String runDirUri) {
    Path root = HadoopFiles.path(runDirUri);
    RunDirectory run = new RunDirectory(HadoopFiles.answering(configuration, root), root);
    if (!run.exists()) {
      throw new UserInputException(
          "%s is not a run directory: it has no %s; give the folder <out>/<run> of a run"
              .formatted(run.uri(), RUN_JSON));
    }
    run.tables().forEach(RunDirectory::requireFlat);
    return run;
  }

  /**
   * A run that may be there.
   *
   * @param outUri the folder that holds runs
   * @return none if there is no such run
   */
  public static Optional<RunDirectory> find(
      Configuration configuration, String outUri, String runName) {
    Path root = new Path(HadoopFiles.path(outUri), runName);
    return Optional.of(new RunDirectory(HadoopFiles.answering(configuration, root), root))
        .filter(RunDirectory::exists);
  }

  /**
   * Checks that its file system takes what is written.
   *
   * @throws io.sparkgan.config.EnvironmentException if it does not now
   */
  public void requireWritable() {
    HdfsCheck.requireWritable(files.fileSystem(), files.fileSystem().getConf());
  }

  /** The fully qualified URI of the folder. */
  public String uri() {
    return root.toString();
  }

  HadoopFiles files() {
    return files;
  }

  /** The run's name: the last part of its URI. */
  public String name() {
    return root.getName();
  }

  /** The text of {@code run.json}. */
  public String runJson() {
    return files.text(json());
  }

  /**
   * What the run's description says.
   *
   * @throws UserInputException if it is none
   */
  public RunManifest manifest() {
    return RunManifest.of(runJson(), json().toString());
  }

  /**
   * The effective configuration that the run's description holds. A run of a time when there was no
   * choice of what to compute with can be looked at and makes images; it cannot go on, because its
   * checkpoints have fingerprints of that time.
   *
   * @throws UserInputException if there is none, or this version cannot read it
   */
  public io.sparkgan.config.Configuration configuration() {
    return manifest().recorded(json().toString());
  }

  /** The checkpoints of this run, to read. */
  public CheckpointArchive checkpoints() {
    return new CheckpointArchive(files, new Path(root, "checkpoints"));
  }

  /**
   * The checkpoints of this run, to train on. Its {@code latest} passes over checkpoints whose
   * fingerprints are not these, and refuses if it finds no others.
   *
   * @param keep number of newest checkpoints that a commit leaves; at least 1
   */
  public CheckpointStore checkpoints(Fingerprints fingerprints, int keep) {
    return checkpoints(fingerprints, keep, CheckpointArchive::log);
  }

  /**
   * The same, and somebody hears of the checkpoints that {@code latest} passes over.
   *
   * @param passedOver takes a line for each
   */
  public CheckpointStore checkpoints(
      Fingerprints fingerprints, int keep, Consumer<String> passedOver) {
    return new HadoopCheckpointStore(files, checkpoints(), fingerprints, keep, passedOver);
  }

  /**
   * The same checkpoints, and after each commit this run's tables are compacted.
   *
   * @param every number of rounds' files that become one; 0: they are left as they are
   */
  public CheckpointStore compacting(CheckpointStore store, int every) {
    if (every == 0) {
      return store;
    }
    Compaction compaction = new Compaction(checkpoints(), tables(), every);
    return store.afterCommit(unused -> compaction.run());
  }

  /** Where the rows of the tables {@code steps}, {@code workers} and {@code rounds} go. */
  public MetricsSink metrics() {
    return new ParquetMetrics(files, metricsFolder(), name());
  }

  /** What the workers of a round computed with; none where no row that can be read says it. */
  public Set<String> instructions(int round) {
    try {
      return new WorkersTable(files, new Path(metricsFolder(), "workers")).instructions(round);
    } catch (UserInputException | UncheckedIOException e) {
      LOG.warn("What workers computed with in round {} is not known: {}", round, e.getMessage());
      return Set.of();
    }
  }

  /** The table {@code shards}. */
  public ShardsTable shards() {
    return new ShardsTable(files, new Path(metricsFolder(), "shards"), name());
  }

  /** Where the rows of the table {@code evaluations} go. */
  public EvaluationSink evaluations() {
    return evaluationsTable();
  }

  /** What the table {@code evaluations} holds, read now and not again. */
  public PastEvaluations pastEvaluations() {
    return evaluationsTable().past();
  }

  /** The rows of the table {@code evaluations}, by round, as values by column. */
  public List<Map<String, Object>> evaluationRows() {
    return evaluationsTable().rows();
  }

  private EvaluationsTable evaluationsTable() {
    return new EvaluationsTable(files, new Path(metricsFolder(), "evaluations"), name());
  }

  /** The table {@code steps}, to read. */
  public StepsTable steps() {
    return new StepsTable(files, new Path(metricsFolder(), "steps"));
  }

  /** The table {@code rounds}, to read. */
  public RoundsTable rounds() {
    return new RoundsTable(files, new Path(metricsFolder(), "rounds"));
  }

  /** Where sample images go, as rows and as a picture of this form. */
  public SampleSink samples(PngGrid grid) {
    return new SampleFiles(files, samplesFolder(), name(), grid);
  }

  /** The pictures of the samples, to read. */
  public SampleGrids grids() {
    return new SampleGrids(files, samplesFolder());
  }

  /** The page that tells of the run. */
  public OutputFile report() {
    return new OutputFile(files, new Path(reportFolder(), "index.html"));
  }

  /**
   * Removes what lies beyond a round, to be made again: metrics, samples and checkpoints of later
   * rounds, the best one if it is of a later round, and files that were never committed.
   *
   * @param round that of the newest whole checkpoint; -1 if there is none
   */
  public void discardAfter(int round) {
    Leftovers leftovers = new Leftovers(files, round);
    folders().forEach(leftovers::discard);
    AtomicFile.discard(files, json());
    if (checkpoints().bestRound().orElse(round) > round) {
      files.delete(checkpoints().bestPath());
    }
  }

  /**
   * Makes sure that what is written and discarded here is here: a run has no links, and what one
   * leads to is not the run's.
   *
   * @throws UserInputException naming the first link
   */
  public void requireNoLinks() {
    Links links = new Links(files);
    folders()
        .flatMap(folder -> links.firstAt(folder).stream())
        .findFirst()
        .ifPresent(
            link -> {
              throw new UserInputException(
                  "%s is a symbolic link, and nothing is written or deleted by way of one; put what it leads to in its place"
                      .formatted(link));
            });
  }

  private boolean exists() {
    return files.isFile(json());
  }

  private void requireFree(IfExists ifExists) {
    if (!exists()) {
      requireNothingElse();
    } else if (ifExists == IfExists.REFUSE) {
      throw new UserInputException(
          "Run %s exists already; continue it with jobs/resume, replace it with --overwrite, or choose another --run"
              .formatted(uri()));
    }
  }

  /** Leaves an empty folder or none, but for the lock of whoever does it. */
  private void clear() {
    // run.json goes last: interrupted half-way, what is left is still known as a run.
    List<String> names = files.names(root);
    names.stream()
        .filter(name -> !name.equals(RUN_JSON) && !LockFiles.isLock(name))
        .forEach(name -> files.delete(new Path(root, name)));
    files.delete(json());
  }

  private void requireNothingElse() {
    if (files.isFile(root)
        || !files.names(root).stream()
            .allMatch(name -> AtomicFile.isTemporary(name) || LockFiles.isLock(name))) {
      throw new UserInputException(
          "%s exists and is not a run directory, so it is left alone; choose another --run or --out"
              .formatted(uri()));
    }
  }

  /** Early versions had a folder for each round. */
  private static void requireFlat(TableFolder table) {
    table.files().names(table.folder()).stream()
        .filter(name -> name.startsWith("round="))
        .findFirst()
        .ifPresent(
            name -> {
              throw new UserInputException(
                  "%s has a folder %s, as a version before metrics.compactEvery wrote it; expected a file such as %s: move %s/part.parquet there, likewise those of all other rounds and tables, and delete the folders"
                      .formatted(table.folder(), name, name.replace('=', '-') + ".parquet", name));
            });
  }

  private List<TableFolder> tables() {
    return Stream.concat(
            Stream.of("steps", "workers", "rounds", "evaluations")
                .map(name -> new Path(metricsFolder(), name)),
            Stream.of(new Path(samplesFolder(), "images")))
        .map(folder -> new TableFolder(files, folder))
        .toList();
  }

  private Stream<Path> folders() {
    return Stream.of(
        new Path(root, "checkpoints"), metricsFolder(), samplesFolder(), reportFolder());
  }

  private Path json() {
    return new Path(root, RUN_JSON);
  }

  private Path metricsFolder() {
    return new Path(root, "metrics");
  }

  private Path reportFolder() {
    return new Path(root, "report");
  }

  private Path samplesFolder() {
    return new Path(root, "samples");
  }
}
