package io.sparkgan.nn.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sparkgan.nn.OneDnn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** However an array lies, its values arrive in their places. */
@EnabledIf("available")
final class InletTest {
  private static final Dims IMAGES = new Dims(2, 3, 4, 5);

  static boolean available() {
    return OneDnn.available();
  }

  @Test
  void imagesWithChannelsFirst() {
    assertThat(arrived(IMAGES, Numbers.F32, images())).isEqualTo(counted());
  }

  @Test
  void imagesWithChannelsLast() {
    INDArray last = images().permute(0, 2, 3, 1).dup('c').permute(0, 3, 1, 2);

    assertThat(arrived(IMAGES, Numbers.F32, last)).isEqualTo(counted());
  }

  @Test
  void channelsLastAreSeenWhereTheyLie() {
    INDArray last = images().permute(0, 2, 3, 1).dup('c').permute(0, 3, 1, 2);
    Inlet inlet = new Inlet(IMAGES, Numbers.F32);
    inlet.accept(last);
    last.addi(1);

    assertThat(read(inlet, IMAGES)[0]).isEqualTo(1);
  }

  @Test
  void imagesInFortransOrderAndViews() {
    assertThat(arrived(IMAGES, Numbers.F32, images().dup('f'))).isEqualTo(counted());
    INDArray wider = Nd4j.concat(0, Nd4j.zeros(DataType.FLOAT, 1, 3, 4, 5), images());
    INDArray view =
        wider.get(
            org.nd4j.linalg.indexing.NDArrayIndex.interval(1, 3),
            org.nd4j.linalg.indexing.NDArrayIndex.all());

    assertThat(arrived(IMAGES, Numbers.F32, view)).isEqualTo(counted());
  }

  @Test
  void vectorsAsImagesHaveChannelAfterChannel() {
    assertThat(arrived(IMAGES, Numbers.F32, images().reshape('c', 2, 60))).isEqualTo(counted());
  }

  @Test
  void imagesAsVectorsHaveChannelAfterChannel() {
    INDArray last = images().permute(0, 2, 3, 1).dup('c').permute(0, 3, 1, 2);

    assertThat(arrived(Dims.rows(2, 60), Numbers.F32, images())).isEqualTo(counted());
    assertThat(arrived(Dims.rows(2, 60), Numbers.F32, last)).isEqualTo(counted());
  }

  @Test
  void imagesAsImagesOfAnotherShapeHaveChannelAfterChannel() {
    Dims other = new Dims(2, 6, 2, 5);
    INDArray last = images().permute(0, 2, 3, 1).dup('c').permute(0, 3, 1, 2);

    assertThat(arrived(other, Numbers.F32, images())).isEqualTo(counted());
    assertThat(arrived(other, Numbers.F32, last)).isEqualTo(counted());
    assertThat(arrived(new Dims(2, 1, 6, 10), Numbers.F32, last)).isEqualTo(counted());
    assertThat(arrived(IMAGES, Numbers.F32, images().reshape('c', 2, 1, 6, 10)))
        .isEqualTo(counted());
  }

  /** Whole numbers up to 256 are exact in bf16. */
  @Test
  void bothKindsOfNumbersBecomeEither() {
    INDArray upper = images().castTo(DataType.BFLOAT16);

    assertThat(arrived(IMAGES, Numbers.F32, upper)).isEqualTo(counted());
    assertThat(arrived(IMAGES, Numbers.BF16, upper)).isEqualTo(counted());
    assertThat(arrived(IMAGES, Numbers.BF16, images())).isEqualTo(counted());
  }

  @Test
  void arraysOfDifferentFormatsMayFollowEachOther() {
    Inlet inlet = new Inlet(IMAGES, Numbers.F32);
    INDArray last = images().permute(0, 2, 3, 1).dup('c').permute(0, 3, 1, 2);
    for (INDArray next : new INDArray[] {images(), last, images().add(7), last.mul(2), images()}) {
      inlet.accept(next);

      assertThat(read(inlet, IMAGES)).isEqualTo(next.dup('c').data().asFloat());
    }
  }

  @Test
  void anotherNumberOfValuesIsRefused() {
    Inlet inlet = new Inlet(IMAGES, Numbers.F32);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> inlet.accept(Nd4j.zeros(DataType.FLOAT, 2, 3, 4, 4)))
        .withMessageContaining("Expected 120 values")
        .withMessageContaining("[2, 3, 4, 4]");
  }

  @Test
  void doublesAreRefused() {
    Inlet inlet = new Inlet(IMAGES, Numbers.F32);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> inlet.accept(Nd4j.zeros(DataType.DOUBLE, 2, 3, 4, 5)))
        .withMessageContaining("DOUBLE");
  }

  /** 0, 1, 2 and so on. */
  private static float[] counted() {
    float[] values = new float[(int) IMAGES.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return values;
  }

  private static INDArray images() {
    return Nd4j.createFromArray(counted()).reshape('c', IMAGES.nchw());
  }

  private static float[] arrived(Dims dims, Numbers numbers, INDArray array) {
    Inlet inlet = new Inlet(dims, numbers);
    inlet.accept(array);
    return read(inlet, dims);
  }

  /** With channels first. */
  private static float[] read(Inlet inlet, Dims dims) {
    Tensor ordered = Tensor.of(Formats.channelsFirst(dims, Numbers.F32));
    Reorder.between(inlet.tensor(), ordered).run();
    float[] values = new float[(int) dims.size()];
    ordered.read(0, values);
    return values;
  }
}
