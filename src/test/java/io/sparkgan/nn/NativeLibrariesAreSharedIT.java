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

  @TempDir private Path cache;

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

  private void run(String first) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@conf/jvm.options");
    command.add("-Dorg.bytedeco.javacpp.cachedir=" + cache);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(NativeLibrariesAreSharedIT.class.getName(), first));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(cache.resolveSibling(cache.getFileName() + ".log").toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  /** The libraries, each with which file it is and when it was written. */
  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
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
