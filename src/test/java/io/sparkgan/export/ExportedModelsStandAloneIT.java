package io.sparkgan.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.Recipe;
import io.sparkgan.export.TrainedNetwork.Role;
import io.sparkgan.state.GanState;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Java programs in docs/export.md, run as they stand there by Java without any class of ours,
 * draw the same digit.
 */
class ExportedModelsStandAloneIT {
  private static final long DEADLINE_S = 120;

  @TempDir private Path folder;

  @Test
  void theProgramsOfTheDocumentDrawTheSameDigit() throws IOException, InterruptedException {
    Recipe recipe = Exports.recipe("quick-dcgan");
    GanState state = Exports.state(recipe, .1);
    TrainedNetwork generator = TrainedNetwork.of(Role.GENERATOR, recipe, state);

    BufferedImage onnx = picture("OnnxSeven", Exports.file(new OnnxFormat(), generator));
    BufferedImage dl4j = picture("Dl4jSeven", Exports.file(new Dl4jFormat(), generator));

    int[] greys = onnx.getRaster().getSamples(0, 0, 28, 28, 0, (int[]) null);
    assertThat(Arrays.stream(greys).distinct()).hasSizeGreaterThan(10);
    int[] others = dl4j.getRaster().getSamples(0, 0, 28, 28, 0, (int[]) null);
    for (int i = 0; i < greys.length; i++) {
      assertThat(others[i]).isBetween(greys[i] - 1, greys[i] + 1);
    }
  }

  private BufferedImage picture(String program, byte[] model)
      throws IOException, InterruptedException {
    Path source = Files.writeString(folder.resolve(program + ".java"), source(program));
    Path network = Files.write(folder.resolve(program + ".model"), model);
    Path png = folder.resolve(program + ".png");
    Path said = folder.resolve(program + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-Djava.awt.headless=true", "-cp", othersClasses()));
    command.addAll(List.of(source.toString(), network.toString(), png.toString()));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      assertThat(process.waitFor(DEADLINE_S, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(said)).isZero();
    } finally {
      process.destroyForcibly();
    }
    return ImageIO.read(png.toFile());
  }

  private static String source(String program) throws IOException {
    String document = Files.readString(Path.of("docs/export.md"));
    return Pattern.compile("(?s)```java\n(.*?)```")
        .matcher(document)
        .results()
        .map(block -> block.group(1))
        .filter(block -> block.contains("class " + program + " "))
        .collect(Collectors.joining());
  }

  /** The class path of the tests without what this project compiles. */
  private static String othersClasses() {
    String path =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> entry.endsWith(".jar"))
            .filter(entry -> !Path.of(entry).startsWith(Path.of("target").toAbsolutePath()))
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(path).contains("deeplearning4j-nn", "onnxruntime");
    return path;
  }
}
