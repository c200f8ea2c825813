package io.sparkgan.report;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.sparkgan.config.ConfParser;
import io.sparkgan.config.UserInputException;
import io.sparkgan.storage.OwnCheckpoints;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.RunManifest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a page is told of one run. All figures are from its tables, and of rounds that were
 * committed: what lies beyond the newest checkpoint may be made again.
 */
final class RunStory {
  private static final List<String> PHASES =
      List.of("broadcast_wall_ms", "train_wall_ms", "average_wall_ms", "commit_wall_ms");

  private static final List<String> CURVES =
      List.of(
          "round",
          "d_loss",
          "g_loss",
          "d_real_probability",
          "d_generated_probability",
          "generator_relative_drift",
          "discriminator_relative_drift",
          "images_per_s",
          "wall_ms");

  private final RunDirectory run;
  private final RunManifest manifest;
  private final Config configuration;
  private final int committed;
  private final Notes notes = new Notes();

  private RunStory(RunDirectory run, RunManifest manifest, Config configuration, int committed) {
    this.run = run;
    this.manifest = manifest;
    this.configuration = configuration;
    this.committed = committed;
  }

  /**
   * Reads a run.
   *
   * @param gridBytes that its sample grids together may have
   * @throws UserInputException if its {@code run.json} does not describe a run
   */
  static Map<String, Object> of(RunDirectory run, long gridBytes) {
    String origin = run.uri() + "/run.json";
    RunManifest manifest = run.manifest();
    List<Integer> checkpoints = run.checkpoints().rounds();
    int committed = checkpoints.isEmpty() ? -1 : checkpoints.get(checkpoints.size() - 1);
    try {
      Config configuration = ConfParser.json(manifest.configuration(), origin);
      return new RunStory(run, manifest, configuration, committed).told(gridBytes);
    } catch (ConfigException e) {
      throw new UserInputException(
          "%s is not the description of a run: %s".formatted(origin, e.getMessage()));
    }
  }

  private Map<String, Object> told(long gridBytes) {
    Map<String, Object> story = new LinkedHashMap<>(facts());
    List<Map<String, Object>> rounds = rounds();
    story.put("rounds", rounds.isEmpty() ? 0 : Curves.round(rounds.get(rounds.size() - 1)));
    story.put("totals", totals(rounds));
    story.put("curves", curves(rounds));
    RunEvaluations evaluations =
        new RunEvaluations(
            committed(notes.read("The table evaluations", run::evaluationRows).orElse(List.of())));
    story.put("scores", evaluations.curves());
    notes
        .read("The best round", () -> evaluations.best(configuration))
        .flatMap(Function.identity())
        .ifPresent(best -> story.put("best", best));
    story.put("grids", GridSlides.of(run.grids(), gridRounds(), gridBytes, notes));
    story.put("notes", notes.lines());
    return story;
  }

  private Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", run.name());
    facts.put("uri", run.uri());
    facts.put("created", manifest.created());
    facts.put("versions", manifest.versions());
    facts.put("images", manifest.images());
    manifest.initFrom().ifPresent(uri -> facts.put("initFrom", uri));
    if (configuration.hasPath("training.seed")) {
      // A text, for a script's numbers do not have all 64 bits.
      facts.put("seed", configuration.getString("training.seed"));
    }
    facts.put("configuration", configuration.root().unwrapped());
    if (committed < 0) {
      notes.add("The run has no checkpoint, so nothing tells which rounds were committed");
    } else {
      notes
          .read("The newest checkpoint", () -> OwnCheckpoints.of(run).load(committed))
          .ifPresent(
              newest ->
                  facts.put("state", Map.of("round", newest.round(), "sha256", newest.sha256())));
    }
    return facts;
  }

  private List<Map<String, Object>> rounds() {
    List<Map<String, Object>> all =
        notes.read("The table rounds", () -> run.rounds().rows()).orElse(List.of());
    List<Map<String, Object>> rounds = committed(all);
    notes.without(
        "Rounds that were begun and not committed are left out",
        all.stream().mapToInt(Curves::round).filter(round -> !isCommitted(round)));
    Set<Integer> there = rounds.stream().map(Curves::round).collect(Collectors.toSet());
    int last = committed < 0 ? there.stream().reduce(0, Math::max) : committed;
    notes.without(
        "The table rounds has no rows of rounds",
        IntStream.rangeClosed(1, last).filter(round -> !there.contains(round)));
    if (rounds.isEmpty()) {
      notes.add("No round is trained and recorded yet, so there are no curves");
    }
    return rounds;
  }

  private List<Map<String, Object>> committed(List<Map<String, Object>> rows) {
    return rows.stream().filter(row -> isCommitted(Curves.round(row))).toList();
  }

  private boolean isCommitted(int round) {
    return committed < 0 || round <= committed;
  }

  private Map<String, Object> totals(List<Map<String, Object>> rounds) {
    Map<String, Object> totals = new LinkedHashMap<>();
    totals.put("rounds", rounds.size());
    totals.put("images", sum(rounds, "images"));
    totals.put("wall_ms", sum(rounds, "wall_ms"));
    PHASES.forEach(phase -> totals.put(phase, sum(rounds, phase)));
    if (!rounds.isEmpty()) {
      Map<String, Object> last = rounds.get(rounds.size() - 1);
      totals.put("workers", last.get("workers"));
      totals.put("steps", last.get("steps"));
    }
    return totals;
  }

  private static long sum(List<Map<String, Object>> rows, String column) {
    return rows.stream()
        .mapToLong(row -> row.get(column) instanceof Number number ? number.longValue() : 0)
        .sum();
  }

  private Map<String, Object> curves(List<Map<String, Object>> rounds) {
    List<Map<String, Object>> verdicts =
        rounds.isEmpty()
            ? List.of()
            : notes.read("The table steps", () -> run.steps().verdicts()).orElse(List.of());
    List<Map<String, Object>> shown = Evenly.chosen(rounds, Curves.MOST_POINTS);
    if (shown.size() < rounds.size()) {
      notes.add(
          "Curves have %,d of %,d rounds, evenly chosen".formatted(shown.size(), rounds.size()));
    }
    return Curves.of(Curves.joined(shown, verdicts), CURVES);
  }

  private List<Integer> gridRounds() {
    List<Integer> rounds =
        notes.read("The folder samples", () -> run.grids().rounds()).orElse(List.of()).stream()
            .filter(this::isCommitted)
            .toList();
    if (rounds.isEmpty()) {
      notes.add("The run has no sample grids");
    } else {
      notes.without("The sample grids of these rounds are missing", missing(rounds));
    }
    return rounds;
  }

  /** The initial state and every so many rounds have a grid. */
  private IntStream missing(List<Integer> there) {
    if (committed < 0 || !configuration.hasPath("samples.every")) {
      return IntStream.empty();
    }
    int every = Math.max(1, configuration.getInt("samples.every"));
    Set<Integer> found = Set.copyOf(there);
    return IntStream.rangeClosed(0, committed / every)
        .map(i -> i * every)
        .filter(round -> !found.contains(round));
  }
}
