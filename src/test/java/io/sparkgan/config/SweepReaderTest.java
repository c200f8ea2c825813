package io.sparkgan.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sparkgan.config.SettingsSources.ConfText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sweep file means the runs that it says, or is refused for all that is wrong with it. */
class SweepReaderTest {
  private static final String HEAD = "sweep { name = s, recipe = keras-mlp\n";

  @Test
  void cellsAreAllCombinationsTheLastAxisTheFastest() {
    Sweep sweep =
        read(
            """
            settings { data.heldOut = 10, training.rounds = 3 }
            grid {
              training.workers = [4, 1]
              training.localSteps = [25, 100]
              training.seed = [1]
            }
            """);
    assertThat(sweep.cells())
        .extracting(Sweep.Cell::name)
        .containsExactly(
            "workers-4_localSteps-25_seed-1",
            "workers-4_localSteps-100_seed-1",
            "workers-1_localSteps-25_seed-1",
            "workers-1_localSteps-100_seed-1");
    Sweep.Cell second = sweep.cells().get(1);
    assertThat(second.values()).containsExactly(4L, 100L, 1L);
    Settings settings = second.configuration().settings();
    assertThat(settings.training().workers()).hasValue(4);
    assertThat(settings.training().localSteps()).isEqualTo(100);
    assertThat(settings.training().rounds()).isEqualTo(3);
    assertThat(settings.data().heldOut()).isEqualTo(10);
    assertThat(settings.recipe().name()).isEqualTo("keras-mlp");
    assertThat(sweep.name()).isEqualTo("s");
    assertThat(sweep.sideBySide()).isEqualTo(1);
  }

  @Test
  void labelsAreTheLastWordsThatTellAxesApart() {
    Sweep sweep =
        read(
            """
            settings.training.workers = 1
            grid {
              recipe.generator.optimiser.rate = [1e-4, 1]
              recipe.discriminator.optimiser.rate = [2e-4]
              averaging.updaterState = [average, reset]
              recipe.faithful = [true]
            }
            """);
    assertThat(sweep.axes())
        .containsExactly(
            new Sweep.Axis(
                "recipe.generator.optimiser.rate", "generator.optimiser.rate", Sweep.Type.DOUBLE),
            new Sweep.Axis(
                "recipe.discriminator.optimiser.rate",
                "discriminator.optimiser.rate",
                Sweep.Type.DOUBLE),
            new Sweep.Axis("averaging.updaterState", "updaterState", Sweep.Type.TEXT),
            new Sweep.Axis("recipe.faithful", "faithful", Sweep.Type.TEXT));
    assertThat(sweep.cells().get(0).name())
        .isEqualTo(
            "generator.optimiser.rate-0.0001_discriminator.optimiser.rate-0.0002_updaterState-average_faithful-true");
    assertThat(sweep.cells().get(2).values()).containsExactly(1.0, 2e-4, "average", "true");
  }

  @ParameterizedTest
  @CsvSource({
    // keras-mlp trains on 16 real images in a local step.
    "1600, 1, 100, 1",
    "1601, 1, 100, 2",
    "1, 8, 100, 1",
    "256000, 2, 25, 320",
    "256000, 8, 400, 5",
    "256001, 8, 400, 6",
  })
  void theBudgetBuysRoundsRoundedUp(long images, int workers, int localSteps, int rounds) {
    Sweep sweep =
        read(
            """
            images = %d
            grid { training.workers = [%d], training.localSteps = [%d] }
            """
                .formatted(images, workers, localSteps));
    Settings settings = sweep.cells().get(0).configuration().settings();
    assertThat(settings.imagesPerStep()).isEqualTo(16L * workers);
    assertThat(settings.training().rounds()).isEqualTo(rounds);
  }

  @Test
  void theBudgetGoesByTheInterval() {
    Sweep sweep =
        read(
            """
            images = 4800
            settings.averaging.interval {type = scheduled, changes = [{round = 2, localSteps = 100}]}
            grid { training.workers = [1], training.localSteps = [50, 100] }
            """);

    // 16 images a step: 50 + 100 + 100 + 50 of 100 steps, and three times 100.
    assertThat(sweep.cells())
        .extracting(cell -> cell.configuration().settings().training().rounds())
        .containsExactly(4, 3);
  }

  @Test
  void aGridMayTakeAnotherIntervalThanItsSettings() {
    Sweep sweep =
        read(
            """
            images = 4800
            settings.training.workers = 1
            settings.averaging.interval {type = scheduled, changes = [{round = 2, localSteps = 100}]}
            grid { averaging.interval.type = [constant, scheduled] }
            """);
    assertThat(sweep.cells())
        .extracting(cell -> cell.configuration().settings().averaging().interval())
        .containsExactly(
            new Interval.Constant(),
            new Interval.Scheduled(List.of(new Interval.Scheduled.Change(2, 100))));
  }

  @Test
  void noBudgetIsKnownWhereRoundsDependOnTraining() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    images = 4800
                    settings.averaging.interval {type = adaptive, least = 2, most = 800, shortenAbove = 0.1, lengthenBelow = 0.05, patience = 1}
                    grid { training.workers = [1] }
                    """))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining("averaging.interval.type: expected constant or scheduled");
  }

  @Test
  void keysOfSparkAreCommonToAllCells() {
    Sweep sweep =
        read(
            """
            settings { training.workers = 1, spark.executor.memory = 2g }
            grid { training.seed = [1, 2] }
            """);
    assertThat(sweep.spark()).containsExactly(java.util.Map.entry("spark.executor.memory", "2g"));
  }

  @Test
  void everyProblemOfTheFileIsReported() {
    assertThat(
            problems(
                """
                sweep {
                  name = "../x"
                  images = 0
                  sideBySide = no
                  workers = 2
                  settings { training.epochs = 2 }
                  grid { training.seed = 1, training.localSteps = [], spark.executor.cores = [1, 2] }
                }
                """))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("sweep.name", "s.conf: 2", "found \"../x\""),
            line -> assertThat(line).contains("sweep.images", "at least 1, found 0"),
            line -> assertThat(line).contains("sweep.sideBySide", "found \"no\""),
            line -> assertThat(line).contains("sweep.workers", "unknown key"),
            line -> assertThat(line).contains("sweep.grid.training.seed", "expected a list"),
            line -> assertThat(line).contains("sweep.grid.training.localSteps", "expected a list"),
            line -> assertThat(line).contains("training.epochs cannot be given"));
  }

  @Test
  void everyProblemOfTheCellsIsReportedWithCellAndKey() {
    assertThat(
            problems(
                HEAD
                    + """
                      settings { data.url = x }
                      grid {
                        training.workers = [0, 1]
                        training.localSteps = [5, -1]
                      }
                    }
                    """))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).startsWith("data.url (s.conf: 2): unknown key"),
            line ->
                assertThat(line)
                    .startsWith("cell workers-0_localSteps-5 and 1 more: training.workers (s.conf"),
            line ->
                assertThat(line)
                    .startsWith("cell workers-0_localSteps--1 and 1 more: training.localSteps"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "settings.training.workers=1, grid {}                                 | at least one setting",
        "grid { training.seed = [1, 1] }                                      | each once",
        "grid { training.seed = [[1]] }                                       | expected a list",
        "grid { training.seed = [1, 2] }                                      | training.workers: missing",
        "grid { training.workers = [1], data.uri = [a b, a/b] }               | would both be called",
        "grid { training.workers = [1], spark.executor.cores = [1] }          | give the key in sweep.settings",
        "images = 9, grid { training.workers = [1], training.rounds = [2] }   | says already how long",
        "recipe = tf-dcgam, grid { training.workers = [1] }                   | did you mean tf-dcgan",
        "grid { training.workers = [1, ${HOME}] }                             | HOME",
      })
  void whatMakesNoSenseIsRefusedInOneLine(String keys, String expected) {
    assertThat(problems(HEAD + keys + "\n}")).singleElement().asString().contains(expected);
  }

  @Test
  void aWarmUpIsComparedWithTheRoundsThatTheBudgetBuys() {
    assertThat(
            problems(
                "sweep { name = s, images = 1000, settings.recipe.updates.discriminatorWarmUp = 300\n"
                    + "grid { training.workers = [1] } }"))
        .singleElement()
        .asString()
        .contains("discriminatorWarmUp", "less than the 100 steps that the run may have");
  }

  private static Sweep read(String keys) {
    return SweepReader.read(new ConfText("s.conf", HEAD + keys + "}"));
  }

  private static List<String> problems(String text) {
    UserInputException refusal =
        catchThrowableOfType(
            UserInputException.class, () -> SweepReader.read(new ConfText("s.conf", text)));
    assertThat(refusal).isNotNull();
    return refusal.problems();
  }
}
