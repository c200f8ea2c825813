package io.sparkgan.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sparkgan.config.Recipe.Batch.Drawing;
import io.sparkgan.config.SeedSequence;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Twelve images of two pixels in blocks of five. */
class DrawnShardTest {
  private static final int SIZE = 12;

  @ParameterizedTest
  @EnumSource
  void whatARoundDrawsIsWhatTheWholeShardHas(Drawing drawing) {
    Shard whole = Shard.of(blocks());
    BatchOrder order = new BatchOrder(drawing, new SeedSequence(1), 0, SIZE);
    for (long first : new long[] {0, 3, 9, 100}) {
      Shard drawn = Shard.of(blocks().iterator(), SIZE, order.slots(first, 6));
      assertThat(drawn.size()).isEqualTo(SIZE);
      assertThat(drawn.imageBytes()).isEqualTo(2);
      for (long draw = first; draw < first + 6; draw++) {
        long slot = order.slot(draw);
        assertThat(drawn.label(slot)).isEqualTo(whole.label(slot));
        assertThat(pixels(drawn, slot)).isEqualTo(pixels(whole, slot));
      }
    }
  }

  @Test
  void slotsAreAscendingAndEachIsThereOnce() {
    BatchOrder order = new BatchOrder(Drawing.WITH_REPLACEMENT, new SeedSequence(1), 0, SIZE);
    long[] drawn = LongStream.range(5, 105).map(order::slot).toArray();

    assertThat(order.slots(5, 100))
        .isSorted()
        .doesNotHaveDuplicates()
        .containsOnly(drawn)
        .contains(drawn);
  }

  @Test
  void blocksBehindTheLastSlotAreNotRead() {
    Iterator<ImageBlock> blocks = blocks().iterator();
    Shard.of(blocks, SIZE, new long[] {2, 7});
    assertThat(blocks.next().firstSlot()).isEqualTo(10);
  }

  @Test
  void whatIsNotKeptIsNotMadeUp() {
    Shard drawn = Shard.of(blocks().iterator(), SIZE, new long[] {2, 7});
    assertThatIllegalArgumentException().isThrownBy(() -> drawn.label(3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shard.of(blocks().iterator(), SIZE, new long[] {SIZE}));
  }

  private static float[] pixels(Shard shard, long slot) {
    float[] grey = new float[256];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = i;
    }
    float[] pixels = new float[2];
    shard.copy(slot, pixels, 0, grey);
    return pixels;
  }

  private static List<ImageBlock> blocks() {
    List<ImageBlock> blocks = new ArrayList<>();
    for (int first = 0; first < SIZE; first += 5) {
      int count = Math.min(5, SIZE - first);
      byte[] pixels = new byte[2 * count];
      byte[] labels = new byte[count];
      for (int i = 0; i < count; i++) {
        pixels[2 * i] = (byte) (first + i);
        pixels[2 * i + 1] = (byte) 255;
        labels[i] = (byte) (first + i - 1);
      }
      blocks.add(new ImageBlock(first, count, pixels, labels));
    }
    return blocks;
  }
}
