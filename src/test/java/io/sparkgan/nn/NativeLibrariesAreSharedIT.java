package io.sparkgan.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Processes share the native libraries that JavaCPP unpacks, and a library that is written while
 * another process runs it ends that process (SIGBUS).
 */
class NativeLibrariesAreSharedIT {
  private static final String ND4J = "nd4j";
  private static final String CACHE = "cache";

  @TempDir private Path folder;

  /** What the processes do: use ND4J, or ask for oneDNN and then use ND4J. */
  public static void main(String[] first) {
    if (!first[0].equals(ND4J) && !OneDnn.available()) {
      throw new IllegalStateException("There is no oneDNN");
    }
    Nd4j.zeros(1);
    if (!OneDnn.available()) {
      throw new IllegalStateException("There is no oneDNN");
    }
  }

  @Test
  void noProcessWritesWhatAnotherRuns() throws Exception {
    run(ND4J);
    Map<String, String> unpacked = files();
    assertThat(unpacked.keySet()).anyMatch(name -> name.contains("libgomp.so"));
    run("oneDNN");
    assertThat(files()).isEqualTo(unpacked);
    run(ND4J);
    assertThat(files()).isEqualTo(unpacked);
  }

  /** Its driver and its workers, here in one process. */
  @Test
  void norDoesAJob() throws Exception {
    run(ND4J);
    Map<String, String> unpacked = files();
    List<String> command =
        new ArrayList<>(
            List.of(
                "jobs/train", "--set", "training.localSteps=2", "--set", "evaluation.judge=none"));
    command.addAll(List.of("--rounds", "1", "--out", folder.toString()));
    run(command);
    assertThat(files()).isEqualTo(unpacked);
  }

  private void run(String first) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@conf/jvm.options");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(NativeLibrariesAreSharedIT.class.getName(), first));
    run(command);
  }

  private void run(List<String> command) throws IOException, InterruptedException {
    Path said = folder.resolve("said");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("SPARK_HOME");
    String unpackHere = "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve(CACHE);
    builder.environment().put("JAVA_TOOL_OPTIONS", unpackHere);
    Process process = builder.redirectOutput(said.toFile()).start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(said)).isZero();
  }

  /** The libraries, each with which file it is and when it was written. */
  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    Path cache = folder.resolve(CACHE);
    try (Stream<Path> all = Files.walk(cache)) {
      for (Path file : all.filter(it -> it.toString().contains(".so")).toList()) {
        BasicFileAttributes attributes =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        String state = "%s %d".formatted(attributes.fileKey(), attributes.size());
        files.put(cache.relativize(file).toString(), state);
      }
    }
    return files;
  }
}
