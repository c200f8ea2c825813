package io.sparkgan.training;

import static io.sparkgan.training.EvaluatedTraining.evaluation;
import static io.sparkgan.training.EvaluatedTraining.evaluations;
import static io.sparkgan.training.EvaluatedTraining.runner;
import static io.sparkgan.training.EvaluatedTraining.scripted;
import static io.sparkgan.training.EvaluatedTraining.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.Protocol;
import io.sparkgan.config.Settings;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Section;
import io.sparkgan.training.CheckpointStore.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which rounds are evaluated, which of them is the best, and when training ends by their scores.
 */
final class EvaluationScheduleTest {
  private final RecordingPorts ports = new RecordingPorts();
  private final EvaluatedTraining training = new EvaluatedTraining(ports);

  @Test
  void aRoundIsEvaluatedAfterItsCommitAndTheLastRoundAlways() {
    training.run(settings(5, 2, 0, false), scripted(9, 9, 9, 9, 9));

    assertThat(ports.rounds("scores")).containsExactly(2, 4, 5);
    assertThat(ports.calls())
        .containsSubsequence(
            "commit 2", "close 2", "progress 2", "scores 2", "best 2", "evaluated 2", "details 3");
  }

  @Test
  void aRoundThatIsDueIsCommittedThoughNoCheckpointIs() {
    training.run(settings(7, 5, 0, false), scripted(9, 9, 9, 9, 9, 9, 9));

    assertThat(ports.rounds("commit")).containsExactly(0, 3, 5, 6, 7);
  }

  @Test
  void theGeneratorIsJudgedThatSamplesShow() {
    Settings settings = settings(2, 1, 0, false, new Settings.Ema(.6, true));
    List<GanState> judged = new ArrayList<>();
    training.run(
        settings,
        (round, shown) -> {
          judged.add(shown);
          return evaluations(round);
        });

    assertThat(judged).hasSize(2);
    GanState last = ports.committed().get(2).state();
    assertThat(judged.get(1).values(Section.GENERATOR))
        .isEqualTo(last.average().orElseThrow())
        .isNotEqualTo(last.values(Section.GENERATOR));
  }

  @Test
  void theBestRoundIsKeptAndEqualsDoNotReplaceIt() {
    training.run(settings(5, 1, 0, false), scripted(9, 5, 7, 5, 4));

    assertThat(ports.rounds("best")).containsExactly(1, 2, 5);
    assertThat(ports.best()).hasValue(5);
  }

  @Test
  void theFirstProtocolDecides() {
    training.run(
        settings(3, 1, 0, false),
        (round, shown) ->
            List.of(
                evaluation(Protocol.N500, 10 - round), evaluation(Protocol.BATCH32, 10 + round)));

    assertThat(ports.rounds("best")).containsExactly(1, 2, 3);
    assertThat(ports.evaluations().get(1)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"1, 3", "2, 6", "3, 8", "0, 8"})
  void trainingEndsAfterSoManyEvaluationsWithoutABetterOne(int patience, int last) {
    Checkpoint end =
        training.run(settings(8, 1, patience, false), scripted(9, 8, 8.5, 7, 7, 7, 6, 6));

    assertThat(end.round()).isEqualTo(last);
    assertThat(ports.latest().orElseThrow().round()).isEqualTo(last);
    assertThat(ports.rounds("details")).hasSize(last);
  }

  @Test
  void aStopIsHeededOnceTheEvaluationIsDone() {
    Settings settings = settings(9, 2, 0, false);
    TrainingLoop loop =
        training.loop(
            settings,
            scripted(9, 9),
            runner(settings),
            () -> ports.rounds("evaluated").contains(2));

    Checkpoint stopped = loop.train(loop.begin());

    assertThat(stopped.round()).isEqualTo(2);
    assertThat(ports.rounds("details")).containsExactly(1, 2);
  }

  @Test
  void everySampleIsAppraised() {
    Settings settings = settings(1, 1, 0, false);
    training.run(settings, scripted(9));

    assertThat(ports.judged()).containsOnlyKeys(0, 1);
    assertThat(ports.judged().get(1)).hasSize(ports.samples().get(1).images().size());
  }
}
