package io.sparkgan.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.sparkgan.config.SettingsSources.ConfText;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * From a sweep file in HOCON to {@link Sweep}; as strict as {@link SettingsReader}. In every cell
 * the grid's values beat the sweep's settings, which beat the recipe, which beats the default.
 */
public final class SweepReader {
  static final String GRID = "sweep.grid";

  private static final String ROUNDS = "training.rounds";
  private static final String EPOCHS = "training.epochs";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  /** More would be a mistake: each is a whole training. */
  private static final int MOST_CELLS = 10_000;

  private final String recipe;
  private final Config settings;
  private final OptionalLong images;

  /** What the file says, before it is applied to cells. */
  private record Keys(
      String name,
      String recipe,
      Config settings,
      ConfigObject grid,
      OptionalLong images,
      int sideBySide) {}

  private SweepReader(Keys keys) {
    this.recipe = keys.recipe();
    this.settings = keys.settings();
    this.images = keys.images();
  }

  /**
   * Reads and checks a sweep and the configuration of each of its cells.
   *
   * @throws UserInputException listing every problem
   */
  public static Sweep read(ConfText source) {
    Problems problems = new Problems();
    ConfigObject root = parse(source);
    Keys keys = Cursor.read("", root, problems, c -> c.section("sweep", SweepReader::keys));
    Grid grid = new Grid(GridAxis.in(keys.grid(), problems));
    checkGrid(grid, problems);
    checkLength(keys, grid, problems);
    problems.throwIfAny();
    return new Sweep(
        keys.name(), grid.described(), new SweepReader(keys).cells(grid), keys.sideBySide());
  }

  private static ConfigObject parse(ConfText source) {
    try {
      ConfigParseOptions options =
          ConfigParseOptions.defaults()
              .setOriginDescription(source.origin())
              .setIncluder(LocalIncludes.beside(source.origin()));
      return ConfParser.resolve(ConfParser.parse(source.text(), options)).root();
    } catch (ConfigException e) {
      throw new UserInputException(
          "%s: cannot be read as HOCON: %s".formatted(source.origin(), e.getMessage()));
    }
  }

  private static Keys keys(Cursor c) {
    return new Keys(
        c.text("name", NAME, "letters, digits, dots, dashes and underscores"),
        c.has("recipe")
            ? c.value("recipe", "a name", () -> "", Cursor::scalar)
            : SettingsReader.recipeNames().get(0),
        (c.has("settings") ? section(c, "settings") : ConfigFactory.empty().root()).toConfig(),
        section(c, "grid"),
        c.has("images") ? OptionalLong.of(budget(c)) : OptionalLong.empty(),
        c.has("sideBySide") ? c.count("sideBySide", 1, MOST_CELLS) : 1);
  }

  private static ConfigObject section(Cursor c, String key) {
    return c.value(
        key,
        "a section in { }",
        () -> ConfigFactory.empty().root(),
        value -> value instanceof ConfigObject object ? Optional.of(object) : Optional.empty());
  }

  private static long budget(Cursor c) {
    return c.value(
        "images",
        "a whole number of at least 1",
        () -> 1L,
        value -> Cursor.whole(value).filter(images -> images >= 1));
  }

  private static void checkGrid(Grid grid, Problems problems) {
    if (!problems.noneAt(GRID)) {
      return;
    }
    if (grid.axes().isEmpty()) {
      problems.add(GRID, "expected at least one setting with a list of values");
    } else if (grid.size() > MOST_CELLS) {
      problems.add(GRID, "expected at most %d combinations, found more".formatted(MOST_CELLS));
    } else {
      Set<String> names = new HashSet<>();
      grid.points().stream()
          .map(grid::name)
          .filter(name -> !names.add(name))
          .distinct()
          .forEach(name -> problems.add(GRID, "two cells would both be called " + name));
    }
    grid.axes().stream()
        .filter(axis -> axis.path().get(0).startsWith("spark"))
        .forEach(
            axis ->
                problems.add(
                    GRID + "." + axis.key(),
                    "all cells share one application of Spark's; give the key in sweep.settings"));
  }

  /** How long a cell is must be known before its data is read. */
  private static void checkLength(Keys keys, Grid grid, Problems problems) {
    Set<String> said = new TreeSet<>();
    for (String key : List.of(ROUNDS, EPOCHS)) {
      if (keys.settings().hasPath(key)
          || grid.axes().stream().anyMatch(axis -> axis.key().equals(key))) {
        said.add(key);
      }
    }
    if (said.contains(EPOCHS)) {
      problems.add(
          "sweep", "training.epochs cannot be given; give training.rounds or sweep.images");
    }
    if (said.contains(ROUNDS) && keys.images().isPresent()) {
      problems.add(
          "sweep.images", "training.rounds says already how long to train; give one of them");
    }
  }

  private List<Sweep.Cell> cells(Grid grid) {
    CellProblems problems = new CellProblems();
    List<Sweep.Cell> cells =
        grid.points().stream()
            .flatMap(point -> problems.check(grid.name(point), () -> cell(grid, point)).stream())
            .toList();
    problems.throwIfAny();
    return cells;
  }

  private Sweep.Cell cell(Grid grid, Grid.Point point) {
    Configuration configuration =
        SettingsReader.read(recipe, List.of(settings, grid.settings(point)), this::length);
    return new Sweep.Cell(grid.name(point), grid.values(point), configuration);
  }

  /** What the budget decides. */
  private Config length(Settings cell) {
    if (cell.training().workers().isEmpty()) {
      throw new UserInputException(
          "training.workers: missing; a sweep must say it, in its settings or its grid");
    }
    if (images.isEmpty()) {
      return ConfigFactory.empty();
    }
    Interval interval = cell.averaging().interval();
    if (interval instanceof Interval.Adaptive) {
      throw new UserInputException(
          "averaging.interval.type: expected constant or scheduled, as nobody knows how many rounds sweep.images are otherwise, found adaptive; set training.rounds");
    }
    double steps = (double) images.getAsLong() / cell.imagesPerStep();
    long rounds = interval.rounds(cell.training().localSteps(), steps);
    ConfigValue value = ConfigValueFactory.fromAnyRef(rounds, "sweep.images");
    return ConfigValueFactory.fromMap(Map.of("rounds", value)).atKey("training");
  }
}
