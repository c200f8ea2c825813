package io.sparkgan.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.JudgeReader;
import io.sparkgan.config.JudgeSpec;
import io.sparkgan.data.ImageBlock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;

/** Images of one bright pixel show where batches move them to. */
class JudgeBatchesTest {
  private static final int SIDE = 28;
  private static final int IMAGES = 250;

  @Test
  void testImagesAreAsTheyAreEachOnce() {
    List<DataSet> sets = list(new JudgeBatches(judge(2)).test(blocks()));
    assertThat(sets).extracting(DataSet::numExamples).containsExactly(100, 100, 50);
    int image = 0;
    for (DataSet set : sets) {
      float[] pixels = set.getFeatures().dup('c').data().asFloat();
      int[] labels = set.getLabels().argMax(1).toIntVector();
      for (int i = 0; i < set.numExamples(); i++, image++) {
        assertThat(place(pixels, i)).isEqualTo(bright(image));
        assertThat(labels[i]).isEqualTo(image % 10);
      }
    }
    assertThat(image).isEqualTo(IMAGES);
  }

  @Test
  void trainingImagesAreMovedByAtMostTheShiftInAllDirections() {
    Set<List<Integer>> moves = new HashSet<>();
    for (DataSet set : list(new JudgeBatches(judge(2)).training(1, 0, blocks()))) {
      float[] pixels = set.getFeatures().dup('c').data().asFloat();
      for (int i = 0; i < set.numExamples(); i++) {
        // The brightness of the pixel tells which image it is.
        int place = place(pixels, i);
        int image = Math.round(pixels[i * SIDE * SIDE + place] * 255) - 5;
        int from = bright(image);
        moves.add(List.of(place / SIDE - from / SIDE, place % SIDE - from % SIDE));
      }
    }
    assertThat(moves).hasSize(25).allMatch(m -> Math.abs(m.get(0)) <= 2 && Math.abs(m.get(1)) <= 2);
  }

  @Test
  void aRoundIsAFunctionOfSeedRoundAndWorker() {
    JudgeBatches batches = new JudgeBatches(judge(2));
    List<DataSet> first = list(batches.training(3, 1, blocks()));
    assertThat(list(batches.training(3, 1, blocks()))).isEqualTo(first);
    assertThat(list(batches.training(4, 1, blocks()))).isNotEqualTo(first);
    assertThat(list(batches.training(3, 0, blocks()))).isNotEqualTo(first);
    assertThat(first).hasSize(judge(2).localSteps());
  }

  private static JudgeSpec judge(int shift) {
    return JudgeReader.read(
            Optional.empty(),
            Map.of("judge.shift", "" + shift, "judge.batch", "40", "judge.localSteps", "12"))
        .spec();
  }

  private static Iterator<ImageBlock> blocks() {
    byte[] pixels = new byte[IMAGES * SIDE * SIDE];
    byte[] labels = new byte[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      pixels[i * SIDE * SIDE + bright(i)] = (byte) (i + 5);
      labels[i] = (byte) (i % 10);
    }
    return List.of(new ImageBlock(0, IMAGES, pixels, labels)).iterator();
  }

  /** Not so near the border that it could be moved out. */
  private static int bright(int image) {
    return (5 + image % 17) * SIDE + 5 + image % 13;
  }

  private static int place(float[] pixels, int image) {
    int found = -1;
    for (int i = 0; i < SIDE * SIDE; i++) {
      if (pixels[image * SIDE * SIDE + i] != 0) {
        assertThat(found).as("one bright pixel").isNegative();
        found = i;
      }
    }
    return found;
  }

  private static List<DataSet> list(Iterator<DataSet> sets) {
    List<DataSet> list = new ArrayList<>();
    sets.forEachRemaining(list::add);
    return list;
  }
}
