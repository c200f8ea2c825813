package io.sparkgan.averaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.Settings.Averaging.UpdaterState;
import io.sparkgan.state.GanState;
import io.sparkgan.state.Layout;
import io.sparkgan.state.Section;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunkPlanTest {
  private static final Layout LAYOUT =
      new Layout(
          List.of(
              new Section("generator/parameters", Section.Kind.PARAMETERS, 1_000_003),
              new Section("generator/updater", Section.Kind.UPDATER, 2 * ChunkPlan.MAX_FLOATS),
              new Section("discriminator/parameters", Section.Kind.PARAMETERS, 1),
              new Section("discriminator/updater", Section.Kind.UPDATER, 0)));

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 127, 128, 129, 500, 1000})
  void everyValueOfEverySectionIsInOneChunk(int workers) {
    int[] next = new int[4];
    int index = 0;
    for (Chunk chunk : new ChunkPlan(LAYOUT, UpdaterState.AVERAGE, workers).chunks()) {
      assertThat(chunk.index()).isEqualTo(index++);
      assertThat(chunk.offset()).isEqualTo(next[chunk.section()]);
      assertThat(chunk.length()).isPositive();
      next[chunk.section()] += chunk.length();
    }

    assertThat(next).isEqualTo(LAYOUT.sections().stream().mapToInt(Section::length).toArray());
  }

  @Test
  void aReducerHoldsNoMoreThanItsShareWhateverTheNumberOfWorkers() {
    for (int workers = 1; workers <= 1000; workers++) {
      int largest =
          new ChunkPlan(LAYOUT, UpdaterState.AVERAGE, workers)
              .chunks().stream().mapToInt(Chunk::length).max().orElseThrow();
      assertThat((long) largest * Float.BYTES * workers)
          .as("%d workers", workers)
          .isLessThanOrEqualTo(ChunkPlan.REDUCER_BYTES);
      assertThat(largest).isLessThanOrEqualTo(ChunkPlan.MAX_FLOATS);
    }
  }

  @Test
  void chunksAreAsLargeAsTheyMayBe() {
    List<Chunk> chunks = new ChunkPlan(LAYOUT, UpdaterState.AVERAGE, 128).chunks();

    assertThat(chunks.get(0)).isEqualTo(new Chunk(0, 0, 0, ChunkPlan.MAX_FLOATS));
    assertThat(new ChunkPlan(LAYOUT, UpdaterState.AVERAGE, 1000).chunks().get(0).length())
        .isEqualTo((32 << 20) / 4 / 1000);
  }

  @Test
  void whatIsResetDoesNotTravel() {
    List<Chunk> chunks = new ChunkPlan(LAYOUT, UpdaterState.RESET, 4).chunks();

    assertThat(chunks).extracting(Chunk::section).containsOnly(0, 2);
    assertThat(chunks)
        .extracting(Chunk::index)
        .containsExactlyElementsOf(IntStream.range(0, chunks.size()).boxed().toList());
    assertThat(chunks.stream().mapToInt(Chunk::length).sum()).isEqualTo(1_000_003 + 1);
  }

  @Test
  void aChunkCutsACopyOfItsValues() {
    Layout layout =
        new Layout(
            List.of(
                new Section("a/a", Section.Kind.PARAMETERS, 2),
                new Section("a/b", Section.Kind.PARAMETERS, 4)));
    GanState state = new GanState(layout, List.of(new float[2], new float[] {1, 2, 3, 4}), 0, 0);

    float[] cut = new Chunk(9, 1, 1, 2).cut(state);
    cut[0] += 10;

    assertThat(cut).containsExactly(12, 3);
    assertThat(state.values(1)).containsExactly(1, 2, 3, 4);
  }
}
