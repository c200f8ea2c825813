package io.sparkgan.training;

import static io.sparkgan.training.EvaluatedTraining.evaluations;
import static io.sparkgan.training.EvaluatedTraining.neverAsked;
import static io.sparkgan.training.EvaluatedTraining.scripted;
import static io.sparkgan.training.EvaluatedTraining.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.Settings;
import io.sparkgan.training.CheckpointStore.Checkpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that goes on makes up the evaluations that it lacks, and counts those that it has. */
final class EvaluationResumeTest {
  private final RecordingPorts ports = new RecordingPorts();
  private final EvaluatedTraining training = new EvaluatedTraining(ports);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFailingEvaluationEndsTheRunAndLeavesItsRoundToBeMadeUp(boolean concurrent) {
    Settings settings = settings(4, 1, 0, concurrent);
    RecordingPorts straight = new RecordingPorts();
    Checkpoint whole = new EvaluatedTraining(straight).run(settings, scripted(9, 8, 7, 6));
    IllegalStateException lost = new IllegalStateException("executors lost");
    Evaluator failing =
        (round, shown) -> {
          if (round == 2) {
            throw lost;
          }
          return scripted(9, 8, 7, 6).evaluate(round, shown);
        };

    assertThatThrownBy(() -> training.run(settings, failing)).isSameAs(lost);
    assertThat(ports.latest().orElseThrow().round()).isEqualTo(2);
    assertThat(ports.rounds("details")).containsExactly(1, 2);
    assertThat(ports.rounds("scores")).containsExactly(1);

    assertThat(training.resume(settings, scripted(9, 8, 7, 6)).state().sha256())
        .isEqualTo(whole.state().sha256());
    assertThat(ports.evaluations()).isEqualTo(straight.evaluations());
    assertThat(ports.best()).isEqualTo(straight.best());
  }

  @Test
  void theBestRoundIsKeptAfterAllIfTheRunEndedBetweenItsRowsAndThat() {
    training.run(settings(2, 1, 0, false), scripted(9, 8));
    ports.loseBest();

    training.resume(settings(3, 1, 0, false), scripted(9, 8, 8.5));

    assertThat(ports.best()).hasValue(2);
  }

  @Test
  void whatIsEvaluatedIsNotEvaluatedAgain() {
    training.run(settings(2, 1, 0, false), scripted(9, 8));

    training.resume(settings(2, 1, 0, false), neverAsked());

    assertThat(ports.rounds("scores")).containsExactly(1, 2);
  }

  @Test
  void scoresBeyondTheLatestCheckpointAreMadeAgain() {
    training.run(settings(2, 1, 0, false), scripted(9, 8));
    ports.write(3, evaluations(1));

    training.resume(settings(3, 1, 0, false), scripted(9, 8, 8.5));

    assertThat(ports.rounds("scores")).containsExactly(1, 2, 3, 3);
    assertThat(ports.best()).hasValue(2);
  }

  @Test
  void aRunWithoutPatienceLeftTrainsNoMore() {
    training.run(settings(5, 1, 2, false), scripted(9, 9, 9));

    Checkpoint end = training.resume(settings(5, 1, 2, false), neverAsked());

    assertThat(end.round()).isEqualTo(3);
    assertThat(ports.rounds("details")).containsExactly(1, 2, 3);
  }

  @Test
  void aResumedRunCountsTheEvaluationsBeforeItsStop() {
    training.run(settings(2, 1, 2, false), scripted(9, 9));

    Checkpoint end = training.resume(settings(5, 1, 2, false), scripted(9, 9, 9, 9));

    assertThat(end.round()).isEqualTo(3);
  }
}
