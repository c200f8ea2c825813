package io.sparkgan.nn;

import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.api.ops.impl.updaters.RmsPropUpdater;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One step of each optimiser over as many parameters as the networks of tf-dcgan have, beside
 * ND4J's own operations and a copy that reads and writes as many bytes. Run by {@code mvn -B -ntp
 * -q -Pjmh process-classes -Djmh=UpdaterBenchmark}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class UpdaterBenchmark {
  private static final int SIZE = 2_500_000;

  private final UpdateRule adamRule = new UpdateRule.Adam(1e-4, .5, .999, 1e-8);
  private final UpdateRule rmsPropRule = new UpdateRule.RmsProp(1e-4, .9, 1e-8);
  private final INDArray parameters = Nd4j.rand(DataType.FLOAT, SIZE);
  private final INDArray gradient = Nd4j.rand(DataType.FLOAT, SIZE).subi(.5);
  private final Updater adamUpdater = new Updater(Nd4j.zeros(DataType.FLOAT, 2 * SIZE), SIZE);
  private final Updater rmsPropUpdater = new Updater(Nd4j.zeros(DataType.FLOAT, SIZE), SIZE);
  private final FloatPointer from = new FloatPointer(4L * SIZE).fill(1);
  private final FloatPointer to = new FloatPointer(4L * SIZE).fill(1);

  @Benchmark
  public void adam() {
    adamUpdater.step(adamRule, parameters, gradient);
  }

  @Benchmark
  public void adamByNd4j(Nd4jMemory memory) {
    Nd4j.exec(new AdamUpdater(memory.step, memory.square, memory.mean, 1e-4, .5, .999, 1e-8, 100));
    parameters.subi(memory.step);
  }

  /** Adam reads four vectors and writes three. */
  @Benchmark
  public void adamCopied() {
    copyVectors(3.5);
  }

  @Benchmark
  public void rmsProp() {
    rmsPropUpdater.step(rmsPropRule, parameters, gradient);
  }

  @Benchmark
  public void rmsPropByNd4j(Nd4jMemory memory) {
    Nd4j.exec(new RmsPropUpdater(memory.step, memory.square, 1e-4, .9, 1e-8));
    parameters.subi(memory.step);
  }

  /** RMSProp reads three vectors and writes two. */
  @Benchmark
  public void rmsPropCopied() {
    copyVectors(2.5);
  }

  /** A copy reads and writes each. */
  private void copyVectors(double count) {
    Pointer.memcpy(to, from, Math.round(count * SIZE * Float.BYTES));
  }

  @TearDown
  public void release() {
    from.close();
    to.close();
  }

  /** What ND4J's operations change; they turn the gradient into the step. */
  @State(Scope.Thread)
  public static class Nd4jMemory {
    private final INDArray mean = Nd4j.zeros(DataType.FLOAT, SIZE);
    private final INDArray square = Nd4j.zeros(DataType.FLOAT, SIZE);
    private final INDArray step = Nd4j.zeros(DataType.FLOAT, SIZE);

    /** Steps taken for gradients would shrink until the processor slows down over them. */
    @Setup(Level.Invocation)
    public void restoreGradient(UpdaterBenchmark benchmark) {
      step.assign(benchmark.gradient);
    }
  }
}
