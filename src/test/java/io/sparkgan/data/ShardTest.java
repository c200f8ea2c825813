package io.sparkgan.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.UserInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardTest {
  private static final int SIZE = 2 * ImageBlock.IMAGES + 5;

  @Test
  void holdsEveryImageWhateverTheOrderItCameIn() {
    ShardBuilder builder = new ShardBuilder(SIZE, 3);
    Permutation order = new Permutation(SIZE, 9);
    for (int i = 0; i < SIZE; i++) {
      int slot = (int) order.apply(i);
      builder.put(slot, pixels(slot), slot % 256 - 1);
    }
    List<ImageBlock> blocks = builder.finish();
    assertThat(blocks).extracting(ImageBlock::count).containsExactly(4096, 4096, 5);
    assertThat(blocks).extracting(ImageBlock::firstSlot).containsExactly(0L, 4096L, 8192L);

    Shard shard = Shard.of(blocks);
    assertThat(shard.size()).isEqualTo(SIZE);
    assertThat(shard.imageBytes()).isEqualTo(3);
    float[] grey = new float[256];
    for (int i = 0; i < 256; i++) {
      grey[i] = i / 2f;
    }
    float[] target = new float[5];
    for (int slot = 0; slot < SIZE; slot++) {
      shard.copy(slot, target, 1, grey);
      assertThat(target)
          .containsExactly(0, slot % 256 / 2f, slot / 256 % 256 / 2f, slot * 7 % 256 / 2f, 0);
      assertThat(shard.label(slot)).isEqualTo(slot % 256 - 1);
    }
  }

  @Test
  void namesTheIndexThatIsThereTwice() {
    ShardBuilder builder = new ShardBuilder("set", 3, 1, slot -> 100 + slot);
    builder.put(1, new byte[1], 0);
    assertThatThrownBy(() -> builder.put(1, new byte[1], 0))
        .isInstanceOf(UserInputException.class)
        .hasMessage(
            "data.uri: set: index 101: expected once, found twice; number the images from 0, each once");
  }

  @Test
  void namesTheIndexThatIsMissing() {
    ShardBuilder builder = new ShardBuilder("set", 3, 1, slot -> 100 + slot);
    builder.put(0, new byte[1], 0);
    builder.put(1, new byte[1], 0);
    assertThatThrownBy(builder::finish)
        .isInstanceOf(UserInputException.class)
        .hasMessage(
            "data.uri: set: index 102: expected once, not found; number the images from 0, each once");
  }

  @Test
  void refusesPixelsAndLabelsThatDoNotFit() {
    ShardBuilder builder = new ShardBuilder(3, 4);
    assertThatThrownBy(() -> builder.put(2, new byte[5], 0))
        .isInstanceOf(UserInputException.class)
        .hasMessage(
            "data.uri: images: image 2: expected 4 pixels, found 5; give images of one size");
    for (int label : new int[] {-2, 255}) {
      assertThatThrownBy(() -> builder.put(2, new byte[4], label))
          .isInstanceOf(UserInputException.class)
          .hasMessage(
              "data.uri: images: image 2: expected a label from 0 to 254 or -1 for none, found "
                  + label);
    }
  }

  @Test
  void blocksOfLargeImagesStaySmall() {
    ShardBuilder builder = new ShardBuilder(9, 1 << 24);
    for (int slot = 0; slot < 9; slot++) {
      builder.put(slot, new byte[1 << 24], slot);
    }
    List<ImageBlock> blocks = builder.finish();
    assertThat(blocks).extracting(ImageBlock::count).containsExactly(4, 4, 1);
    assertThat(Shard.of(blocks).label(7)).isEqualTo(7);
  }

  @Test
  void refusesBlocksWithGaps() {
    ImageBlock first = new ImageBlock(0, 2, new byte[4], new byte[2]);
    ImageBlock gap = new ImageBlock(3, 2, new byte[4], new byte[2]);
    ImageBlock wide = new ImageBlock(2, 2, new byte[6], new byte[2]);
    assertThatIllegalArgumentException().isThrownBy(() -> Shard.of(List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> Shard.of(List.of(first, gap)));
    assertThatIllegalArgumentException().isThrownBy(() -> Shard.of(List.of(first, wide)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImageBlock(0, 2, new byte[4], new byte[3]));
  }

  private static byte[] pixels(int slot) {
    return new byte[] {(byte) slot, (byte) (slot / 256), (byte) (slot * 7)};
  }
}
