package io.sparkgan.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.Compute;
import io.sparkgan.gan.Machine;
import io.sparkgan.spark.ExecutorCheck.Blame;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Each thing that is wrong with an executor is one line with its name and what to change. */
class ExecutorCheckTest {
  private static final long MIB = 1 << 20;
  private static final String ISA = "oneDNN 3.8.1 (avx2)";

  @Test
  void aSoundExecutorHasNoLine() {
    assertThat(all(needs(4, OptionalLong.of(1000 * MIB)), sound("1"), 4)).isEmpty();
  }

  @Test
  void anotherJavaIsTheEnvironments() {
    ExecutorReport old = report("1", 21, "1", "", ISA, 800 * MIB, 9000 * MIB);
    assertThat(lines(needs(4, OptionalLong.empty()), old, 1, Blame.ENVIRONMENT))
        .containsExactly(
            "executor 1 on host: Java 21, the driver has 17; name the folder of one like it: spark.executorEnv.JAVA_HOME");
  }

  @Test
  void librariesThatDoNotLoadAreTheEnvironments() {
    ExecutorReport bare =
        report("1", 17, "1", "UnsatisfiedLinkError: x", "", 800 * MIB, 9000 * MIB);
    assertThat(lines(needs(4, OptionalLong.empty()), bare, 1, Blame.ENVIRONMENT))
        .hasSize(2)
        .anyMatch(line -> line.contains("ND4J does not load: UnsatisfiedLinkError: x"))
        .anyMatch(line -> line.contains("oneDNN does not load"));
  }

  @Test
  void moreThreadsThanOneAreTheSettings() {
    ExecutorReport two = report("1", 17, "2", "", ISA, 800 * MIB, 9000 * MIB);
    assertThat(lines(needs(4, OptionalLong.empty()), two, 1, Blame.SETTING))
        .singleElement()
        .asString()
        .startsWith("executor 1 on host: OMP_NUM_THREADS is 2")
        .endsWith("set spark.executorEnv.OMP_NUM_THREADS=1");
    ExecutorReport none = report("1", 17, "", "", ISA, 800 * MIB, 9000 * MIB);
    assertThat(lines(needs(4, OptionalLong.empty()), none, 1, Blame.SETTING))
        .singleElement()
        .asString()
        .contains("is not set");
  }

  @Test
  void otherInstructionsAreAWarning() {
    ExecutorReport other =
        report("1", 17, "1", "", "oneDNN 3.8.1 (avx512_core)", 800 * MIB, 9000 * MIB);
    assertThat(lines(needs(4, OptionalLong.empty()), other, 1, Blame.NONE))
        .singleElement()
        .asString()
        .contains("avx512_core", ISA);
    assertThat(lines(needs(4, OptionalLong.empty()), other, 1, Blame.SETTING)).isEmpty();
    assertThat(lines(needs(4, OptionalLong.empty()), other, 1, Blame.ENVIRONMENT)).isEmpty();
  }

  @Test
  void aProcessorWithoutBf16CannotTrainInIt() {
    ExecutorNeeds bf16 =
        new ExecutorNeeds(
            17,
            new Compute(Compute.Backend.ONEDNN, Compute.Precision.BF16),
            new Machine(Optional.of(ISA), false),
            100 * MIB,
            4,
            OptionalLong.empty(),
            false);
    assertThat(lines(bf16, sound("1"), 1, Blame.SETTING))
        .singleElement()
        .asString()
        .contains("compute.precision=f32");
  }

  /** Each worker at a time takes 100 MiB; the bound allows 250. */
  @Test
  void javacppMustAllowWhatAllTasksTake() {
    ExecutorReport bound = report("1", 17, "1", "", ISA, 250 * MIB, 9000 * MIB);
    assertThat(all(needs(4, OptionalLong.empty()), bound, 2)).isEmpty();
    // Four tasks, but two workers.
    assertThat(all(needs(2, OptionalLong.empty()), bound, 4)).isEmpty();
    assertThat(lines(needs(4, OptionalLong.empty()), bound, 3, Blame.SETTING))
        .containsExactly(
            "executor 1 on host: 3 workers at a time need 300 MiB outside the heap, JavaCPP is allowed 250 MiB; set -Dorg.bytedeco.javacpp.maxbytes=600m in spark.executor.extraJavaOptions, or take fewer cores");
  }

  /** Libraries take 400 MiB besides. */
  @Test
  void aContainerMustHoldTheLibrariesToo() {
    assertThat(all(needs(4, OptionalLong.of(600 * MIB)), sound("1"), 2)).isEmpty();
    assertThat(lines(needs(4, OptionalLong.of(599 * MIB)), sound("1"), 2, Blame.SETTING))
        .singleElement()
        .asString()
        .contains("its container has 599 MiB", "set spark.executor.memoryOverhead=600m");
  }

  @Test
  void executorsOfOneMachineShareItsMemory() {
    ExecutorCheck check = new ExecutorCheck(needs(4, OptionalLong.empty()));
    for (String executor : List.of("1", "2")) {
      check.add(report(executor, 17, "1", "", ISA, 800 * MIB, 1000 * MIB), 1);
    }
    // Each has a heap of 500 MiB and takes 500 besides.
    assertThat(check.lines(Blame.ENVIRONMENT)).isEmpty();
    assertThat(check.lines(Blame.NONE))
        .singleElement()
        .asString()
        .startsWith("host: 2 executors need 1000 MiB outside their heaps of 1000 MiB");
    check.add(report("3", 17, "1", "", ISA, 800 * MIB, 1000 * MIB), 1);
    assertThat(check.lines(Blame.ENVIRONMENT))
        .singleElement()
        .asString()
        .startsWith("host: 3 executors need 1500 MiB");
  }

  @Test
  void containersOfOneMachineHaveMemoryOfTheirOwn() {
    ExecutorCheck check = new ExecutorCheck(needs(4, OptionalLong.of(600 * MIB)));
    for (String executor : List.of("1", "2", "3")) {
      check.add(report(executor, 17, "1", "", ISA, 800 * MIB, 1100 * MIB), 1);
    }
    for (Blame blame : Blame.values()) {
      assertThat(check.lines(blame)).isEmpty();
    }
  }

  @Test
  void whatIsWrongWithManyIsSaidOnce() {
    ExecutorCheck check = new ExecutorCheck(needs(4, OptionalLong.empty()));
    for (int i = 0; i < 100; i++) {
      check.add(report("" + i, 17, "2", "", ISA, 800 * MIB, 900000 * MIB), 1);
    }
    assertThat(check.lines(Blame.SETTING))
        .singleElement()
        .asString()
        .startsWith("executor 0 on host, executor 1 on host, executor 2 on host and 97 more: OMP");
  }

  private static List<String> lines(
      ExecutorNeeds needs, ExecutorReport report, int tasks, Blame blame) {
    ExecutorCheck check = new ExecutorCheck(needs);
    check.add(report, tasks);
    return check.lines(blame);
  }

  private static List<String> all(ExecutorNeeds needs, ExecutorReport report, int tasks) {
    return List.of(Blame.values()).stream()
        .flatMap(blame -> lines(needs, report, tasks, blame).stream())
        .toList();
  }

  private static ExecutorNeeds needs(int workers, OptionalLong overhead) {
    return new ExecutorNeeds(
        17,
        new Compute(Compute.Backend.ONEDNN, Compute.Precision.F32),
        new Machine(Optional.of(ISA), false),
        100 * MIB,
        workers,
        overhead,
        false);
  }

  private static ExecutorReport sound(String executor) {
    return report(executor, 17, "1", "", ISA, 800 * MIB, 9000 * MIB);
  }

  private static ExecutorReport report(
      String executor,
      int java,
      String threads,
      String nd4j,
      String oneDnn,
      long nativeBytes,
      long hostBytes) {
    return new ExecutorReport(
        executor, "host", java, threads, nd4j, oneDnn, false, nativeBytes, 500 * MIB, hostBytes);
  }
}
