package io.sparkgan.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Against the formulas in double; epsilons are large enough to see where they are added. */
final class UpdaterTest {
  private static final int STEPS = 5;
  private static final int SIZE = 3 * Updater.BLOCK + 17;

  private static final UpdateRule ADAM = new UpdateRule.Adam(.02, .6, .95, 1e-2);
  private static final UpdateRule RMS_PROP = new UpdateRule.RmsProp(.02, .9, 1e-2);

  static final UpdateRule[] RULES = {ADAM, RMS_PROP};

  static final int[] SIZES = {
    1, 7, Updater.BLOCK - 1, Updater.BLOCK, Updater.BLOCK + 1, SIZE, 40 * Updater.BLOCK + 5
  };

  private final SplittableRandom random = new SplittableRandom(3);

  @ParameterizedTest
  @FieldSource("SIZES")
  void adamIsItsFormulaWhateverTheSize(int size) {
    Run run = new Run(ADAM, DataType.FLOAT, size);
    double[] parameters = run.parameters();
    double[] mean = new double[size];
    double[] square = new double[size];
    for (int t = 0; t < STEPS; t++) {
      double[] gradient = run.step();
      for (int i = 0; i < size; i++) {
        mean[i] = .6 * mean[i] + .4 * gradient[i];
        square[i] = .95 * square[i] + .05 * gradient[i] * gradient[i];
        parameters[i] -= .02 * mean[i] / (Math.sqrt(square[i]) + 1e-2);
      }
    }
    assertClose(run.parameters(), parameters);
    assertClose(run.memory(), both(mean, square));
  }

  @ParameterizedTest
  @FieldSource("SIZES")
  void rmsPropIsItsFormulaWhateverTheSize(int size) {
    Run run = new Run(RMS_PROP, DataType.FLOAT, size);
    double[] parameters = run.parameters();
    double[] square = new double[size];
    for (int t = 0; t < STEPS; t++) {
      double[] gradient = run.step();
      for (int i = 0; i < size; i++) {
        square[i] = .9 * square[i] + .1 * gradient[i] * gradient[i];
        parameters[i] -= .02 * gradient[i] / (Math.sqrt(square[i]) + 1e-2);
      }
    }
    assertClose(run.parameters(), parameters);
    assertClose(run.memory(), square);
  }

  @ParameterizedTest
  @FieldSource("RULES")
  void bothPrecisionsFollowTheSameFormula(UpdateRule rule) {
    Run single = new Run(rule, DataType.FLOAT, SIZE);
    Run twice = new Run(rule, DataType.DOUBLE, SIZE, single.parameters());
    for (int t = 0; t < STEPS; t++) {
      twice.step(single.step());
    }
    assertClose(single.parameters(), twice.parameters());
    assertClose(single.memory(), twice.memory());
  }

  @ParameterizedTest
  @FieldSource("RULES")
  void everyValueMovesAsItWouldAlone(UpdateRule rule) {
    Run whole = new Run(rule, DataType.FLOAT, SIZE);
    int last = SIZE - 1;
    int middle = Updater.BLOCK + 3;
    Run[] alone =
        Stream.of(0, middle, last)
            .map(i -> new Run(rule, DataType.FLOAT, 1, whole.parameters()[i]))
            .toArray(Run[]::new);
    for (int t = 0; t < STEPS; t++) {
      double[] gradient = whole.step();
      alone[0].step(gradient[0]);
      alone[1].step(gradient[middle]);
      alone[2].step(gradient[last]);
    }
    double[] moved = whole.parameters();
    assertThat(Stream.of(alone).mapToDouble(run -> run.parameters()[0]).toArray())
        .containsExactly(moved[0], moved[middle], moved[last]);
  }

  @ParameterizedTest
  @FieldSource("RULES")
  void sameStepsGiveTheSameBits(UpdateRule rule) {
    Run first = new Run(rule, DataType.FLOAT, SIZE);
    Run second = new Run(rule, DataType.FLOAT, SIZE, first.parameters());
    // Enough of them for the compiler to take over from the interpreter.
    for (int t = 0; t < 2_000; t++) {
      second.step(first.step());
    }
    assertThat(second.parameters()).containsExactly(first.parameters());
    assertThat(second.memory()).containsExactly(first.memory());
  }

  @ParameterizedTest
  @FieldSource("RULES")
  void withoutGradientAndMemoryParametersKeepTheirBits(UpdateRule rule) {
    Run run = new Run(rule, DataType.FLOAT, SIZE);
    double[] before = run.parameters();
    before[5] = -0.0;
    run.parameters.putScalar(5, -0.0f);
    double[] gradient = new double[SIZE];
    Arrays.fill(gradient, SIZE / 2, SIZE, 1);
    for (int t = 0; t < STEPS; t++) {
      run.step(gradient);
    }
    assertThat(Arrays.copyOf(run.parameters(), SIZE / 2))
        .containsExactly(Arrays.copyOf(before, SIZE / 2));
    assertThat(Arrays.copyOfRange(run.parameters(), SIZE / 2, SIZE)).isNotEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("types")
  void onlyTheGivenPartOfALargerArrayMoves(DataType type) {
    INDArray large = Nd4j.valueArrayOf(new long[] {SIZE + 100}, 2.0, type);
    INDArray gradients = Nd4j.valueArrayOf(new long[] {SIZE + 200}, -1.0, type);
    INDArray memories = Nd4j.valueArrayOf(new long[] {2 * SIZE + 60}, .25, type);
    new Updater(memories.get(NDArrayIndex.interval(30, 30 + 2 * SIZE)), SIZE)
        .step(
            ADAM,
            large.get(NDArrayIndex.interval(60, 60 + SIZE)),
            gradients.get(NDArrayIndex.interval(150, 150 + SIZE)));

    double mean = .6 * .25 - .4;
    double square = .95 * .25 + .05;
    double parameter = 2 - .02 * mean / (Math.sqrt(square) + 1e-2);
    assertClose(large.toDoubleVector(), parts(60, 2, SIZE, parameter, 40, 2));
    assertClose(
        memories.toDoubleVector(),
        both(parts(30, .25, SIZE, mean, 0, 0), parts(0, 0, SIZE, square, 30, .25)));
    assertThat(gradients.toDoubleVector()).containsOnly(-1);
  }

  static Stream<DataType> types() {
    return Stream.of(DataType.FLOAT, DataType.DOUBLE);
  }

  @Test
  void refusesWhatDoesNotFit() {
    Updater updater = new Updater(Nd4j.zeros(DataType.FLOAT, 20), 10);
    INDArray ten = Nd4j.zeros(DataType.FLOAT, 10);
    INDArray columns = Nd4j.zeros(DataType.FLOAT, 10, 2);

    assertThatThrownBy(() -> new Updater(Nd4j.zeros(DataType.FLOAT, 21), 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Memory has 21 values, parameters 10");
    assertThatThrownBy(() -> updater.step(RMS_PROP, ten, ten))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs 1 vectors of memory, found 2");
    assertThatThrownBy(() -> updater.step(ADAM, ten, Nd4j.zeros(DataType.DOUBLE, 10)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10 values of FLOAT")
        .hasMessageContaining("found 10 of DOUBLE");
    assertThatThrownBy(() -> updater.step(ADAM, Nd4j.zeros(DataType.FLOAT, 9), ten))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 9 of FLOAT");
    assertThatThrownBy(() -> updater.step(ADAM, columns.getColumn(0), ten))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 apart");
  }

  /** Relative to the largest value. */
  private static void assertClose(double[] actual, double[] expected) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(actual).containsExactly(expected, within(1e-6 * largest));
  }

  private static double[] parts(int a, double first, int b, double second, int c, double third) {
    double[] values = new double[a + b + c];
    Arrays.fill(values, 0, a, first);
    Arrays.fill(values, a, a + b, second);
    Arrays.fill(values, a + b, a + b + c, third);
    return values;
  }

  private static double[] both(double[] first, double[] second) {
    double[] result = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, result, first.length, second.length);
    return result;
  }

  /** Steps of one rule, from memory that is 0. */
  private final class Run {
    private final UpdateRule rule;
    private final INDArray parameters;
    private final INDArray memory;
    private final Updater updater;

    Run(UpdateRule rule, DataType type, int size) {
      this(rule, type, size, draw(size));
    }

    Run(UpdateRule rule, DataType type, int size, double... parameters) {
      this.rule = rule;
      this.parameters = array(parameters, type);
      this.memory = Nd4j.zeros(type, (long) rule.memory() * size);
      this.updater = new Updater(memory, size);
    }

    /** A step along a new gradient, which it returns. */
    double[] step() {
      double[] gradient = draw((int) parameters.length());
      step(gradient);
      return gradient;
    }

    void step(double... gradient) {
      updater.step(rule, parameters, array(gradient, parameters.dataType()));
    }

    double[] parameters() {
      return parameters.toDoubleVector();
    }

    double[] memory() {
      return memory.toDoubleVector();
    }
  }

  /** Values that a float holds exactly. */
  private double[] draw(int size) {
    return random.doubles(size, -1, 1).map(value -> (float) value).toArray();
  }

  private static INDArray array(double[] values, DataType type) {
    return Nd4j.createFromArray(values).castTo(type).reshape(1, values.length);
  }
}
