package io.sparkgan.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.sparkgan.config.Settings.Averaging.UpdaterState;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Layout;
import io.sparkgan.state.Section;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sections of several chunks each, from three workers of different weight. */
final class StateAssemblerTest {
  private static final int LENGTH = 2 * ChunkPlan.MAX_FLOATS + 5;
  private static final String PARAMETERS = "generator/parameters";
  private static final String UPDATER = "generator/updater";
  private static final Layout LAYOUT =
      new Layout(
          List.of(
              new Section(PARAMETERS, Section.Kind.PARAMETERS, LENGTH),
              new Section(UPDATER, Section.Kind.UPDATER, ChunkPlan.MAX_FLOATS + 1)));
  private static final double[] WEIGHTS = {10, 20, 30};

  private final List<GanState> workers = List.of(drawn(0), drawn(1), drawn(2));
  private final GanState start = drawn(3);

  @Test
  void everyValueIsTheWeightedMeanInWhateverOrderChunksArrive() {
    ChunkPlan plan = new ChunkPlan(LAYOUT, UpdaterState.AVERAGE, 3);
    List<Chunk> shuffled = new ArrayList<>(plan.chunks());
    Collections.shuffle(shuffled, new Random(1));
    StateAssembler assembler = new StateAssembler(plan, LAYOUT, UpdaterState.AVERAGE);
    shuffled.forEach(chunk -> assembler.add(chunk.index(), mean(chunk)));

    GanState average = assembler.finish(start, 7);

    for (int s = 0; s < 2; s++) {
      float[] expected = new float[LAYOUT.sections().get(s).length()];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = (float) mean(s, i);
      }
      assertThat(average.values(s)).isEqualTo(expected);
    }
    assertThat(average.steps()).isEqualTo(start.steps() + 7);
    assertThat(average.updaterSteps()).isEqualTo(start.updaterSteps() + 7);
    assertThat(average.layout()).isEqualTo(LAYOUT);
    assertThat(assembler.bytes()).isEqualTo(LAYOUT.bytes());
  }

  @Test
  void resetZeroesTheOptimisersAndTheirCounterOnly() {
    StateAssembler assembler = assembled(UpdaterState.RESET);

    GanState average = assembler.finish(start, 7);

    assertThat(average.values(UPDATER)).containsOnly(0);
    assertThat(average.updaterSteps()).isZero();
    assertThat(average.steps()).isEqualTo(start.steps() + 7);
    assertThat(average.values(PARAMETERS)[LENGTH - 1]).isEqualTo((float) mean(0, LENGTH - 1));
    assertThat(assembler.bytes()).isEqualTo(4L * LENGTH);
  }

  @Test
  void driftIsTheNormOfAWorkersDifferenceFromTheAverage() {
    StateAssembler assembler = assembled(UpdaterState.AVERAGE);
    float[] average = assembler.finish(start, 1).values(PARAMETERS);

    for (int worker = 0; worker < 3; worker++) {
      double sum = 0;
      for (int i = 0; i < LENGTH; i++) {
        sum += Math.pow((double) workers.get(worker).values(PARAMETERS)[i] - average[i], 2);
      }
      double norm = Math.sqrt(sum);
      assertThat(assembler.drift(PARAMETERS, worker)).isCloseTo(norm, within(1e-12 * norm));
    }
  }

  @Test
  void aMissingChunkIsNamed() {
    ChunkPlan plan = new ChunkPlan(LAYOUT, UpdaterState.AVERAGE, 3);
    StateAssembler assembler = new StateAssembler(plan, LAYOUT, UpdaterState.AVERAGE);
    plan.chunks().stream()
        .filter(chunk -> chunk.index() != 1)
        .forEach(chunk -> assembler.add(chunk.index(), mean(chunk)));

    assertThatIllegalStateException()
        .isThrownBy(() -> assembler.finish(start, 1))
        .withMessage("Chunk 1 (generator/parameters from 65536) was not averaged");
    assertThatIllegalStateException().isThrownBy(() -> assembler.drift(PARAMETERS, 0));
  }

  @Test
  void aChunkComesOnce() {
    StateAssembler assembler = assembled(UpdaterState.AVERAGE);

    assertThatIllegalStateException()
        .isThrownBy(() -> assembler.add(2, new ChunkMean(new float[5], new double[3])))
        .withMessage("Chunk 2 was averaged twice");
  }

  private StateAssembler assembled(UpdaterState updaterState) {
    ChunkPlan plan = new ChunkPlan(LAYOUT, updaterState, 3);
    StateAssembler assembler = new StateAssembler(plan, LAYOUT, updaterState);
    plan.chunks().forEach(chunk -> assembler.add(chunk.index(), mean(chunk)));
    return assembler;
  }

  private ChunkMean mean(Chunk chunk) {
    List<Contribution> contributions = new ArrayList<>();
    for (int worker = 0; worker < 3; worker++) {
      contributions.add(new Contribution(worker, WEIGHTS[worker], chunk.cut(workers.get(worker))));
    }
    return ChunkMean.of(contributions);
  }

  private double mean(int section, int i) {
    double sum = 0;
    for (int worker = 0; worker < 3; worker++) {
      sum += WEIGHTS[worker] * workers.get(worker).values(section)[i];
    }
    return sum / 60;
  }

  private static GanState drawn(int seed) {
    Random random = new Random(seed);
    List<float[]> values = new ArrayList<>();
    for (Section section : LAYOUT.sections()) {
      float[] drawn = new float[section.length()];
      for (int i = 0; i < drawn.length; i++) {
        drawn[i] = (float) random.nextGaussian();
      }
      values.add(drawn);
    }
    return new GanState(LAYOUT, values, 100, 40);
  }
}
