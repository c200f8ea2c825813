package io.sparkgan.spark;

import com.sun.management.OperatingSystemMXBean;
import io.sparkgan.gan.Machine;
import io.sparkgan.nn.NativeBound;
import java.lang.management.ManagementFactory;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.nd4j.linalg.factory.Nd4j;

/** Looks around where it runs. */
final class PreflightTask implements FlatMapFunction<Iterator<Integer>, ExecutorReport> {
  private static final long serialVersionUID = 1L;

  @Override
  public Iterator<ExecutorReport> call(Iterator<Integer> unused) {
    return Stream.of(report()).iterator();
  }

  private static ExecutorReport report() {
    String nd4j = troubleOfNd4j();
    Machine machine = Machine.here();
    long heap = Runtime.getRuntime().maxMemory();
    return new ExecutorReport(
        SparkEnv.get().executorId(),
        SparkEnv.get().blockManager().blockManagerId().host(),
        Runtime.version().feature(),
        Optional.ofNullable(System.getenv("OMP_NUM_THREADS")).orElse(""),
        nd4j,
        machine.oneDnn().orElse(""),
        machine.bf16(),
        NativeBound.here().besides(heap),
        heap,
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize());
  }

  private static String troubleOfNd4j() {
    try {
      Nd4j.zeros(1).addi(1);
      return "";
    } catch (LinkageError | RuntimeException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      return cause.toString();
    }
  }
}
