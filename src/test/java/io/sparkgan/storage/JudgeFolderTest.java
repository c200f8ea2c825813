package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkgan.config.JudgeConfiguration;
import io.sparkgan.config.JudgeReader;
import io.sparkgan.config.SettingsSources.ConfText;
import io.sparkgan.config.UserInputException;
import io.sparkgan.evaluation.JudgeModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A judge is read as it was written, or refused in one line. */
class JudgeFolderTest {
  private static final String CONF =
      """
      judge {
        name = tiny
        image { height = 2, width = 2, channels = 1 }
        network {
          weights { type = glorot-uniform }
          optimiser { type = adam, rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }
          layers = [
            { type = flatten }
            { type = relu }
            { type = dense, units = 2 }
          ]
        }
        batch = 1, workers = 1, localSteps = 1, epochs = 1, shift = 0, seed = 1
      }
      """;

  private static final float[] PARAMETERS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

  @TempDir private Path temporary;
  private Path folder;

  @BeforeEach
  void aFolderOfItsOwn() {
    folder = temporary.resolve("judge");
  }

  @Test
  void aJudgeIsReadAsItWasWritten() {
    write(1, PARAMETERS);
    JudgeModel judge = read();
    assertThat(judge.name()).isEqualTo("tiny");
    assertThat(judge.parameters()).isEqualTo(PARAMETERS);
    assertThat(judge.network()).isEqualTo(configuration(1).spec().network());
    assertThat(judge.image()).isEqualTo(configuration(1).spec().image());
  }

  @Test
  void theDescriptionSaysHowItWasMade() throws IOException {
    write(1, PARAMETERS);
    JudgeManifest written = manifest(1);
    String json = Files.readString(folder.resolve("judge.json"));
    JudgeManifest manifest = JudgeManifest.of(json, "test");
    assertThat(manifest).isEqualTo(written);
    assertThat(json).contains("0.75").contains("jobs/train-judge").contains("\"seed\" : 1");
  }

  @Test
  void damageOfTheParametersIsFound() throws IOException {
    write(1, PARAMETERS);
    Path file = folder.resolve("parameters.ckpt");
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < whole.length; i += 17) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 0x40;
      Files.write(file, damaged);
      assertThatThrownBy(this::read)
          .as("byte " + i)
          .isInstanceOf(DamagedCheckpointException.class)
          .satisfies(e -> assertThat(e.getMessage()).contains("damaged").hasLineCount(1));
    }
  }

  @Test
  void parametersOfAnotherJudgeAreRefused() throws IOException {
    write(2, PARAMETERS);
    byte[] others = Files.readAllBytes(folder.resolve("parameters.ckpt"));
    write(1, PARAMETERS);
    Files.write(folder.resolve("parameters.ckpt"), others);
    refuses("was not written with this judge.json");
  }

  @Test
  void parametersThatAnotherDataSetGaveAreRefused() throws IOException {
    write(1, PARAMETERS);
    Path json = folder.resolve("judge.json");
    Files.writeString(
        json, Files.readString(json).replace("\"fingerprint\" : \"", "\"fingerprint\" : \"g"));
    assertThat(JudgeManifest.of(Files.readString(json), "test").data()).isEqualTo("gfingerprint");
    refuses("was not written with this judge.json");
  }

  @Test
  void aReplacementThatFailsLeavesNoJudgeOfTwoParts() throws IOException {
    write(1, PARAMETERS);
    Path inTheWay = Files.createDirectories(folder.resolve(".parameters.ckpt.tmp/folder"));
    assertThatThrownBy(() -> write(2, PARAMETERS)).isInstanceOf(UncheckedIOException.class);
    refuses("it has no judge.json");
    assertThat(inTheWay).doesNotExist();
    requireFree(OutputFile.IfExists.REPLACE);
    write(2, PARAMETERS);
    assertThat(read().parameters()).isEqualTo(PARAMETERS);
  }

  @Test
  void aCheckpointThatIsNoJudgeIsRefused() throws IOException {
    write(1, PARAMETERS);
    try (var out = Files.newOutputStream(folder.resolve("parameters.ckpt"))) {
      CheckpointFile.write(out, TestRuns.stored(7));
    }
    refuses("one section of 10 values, judge/parameters");
  }

  @Test
  void whatIsMissingOrNoDescriptionIsRefused() throws IOException {
    refuses("it has no judge.json");
    write(1, PARAMETERS);
    Files.delete(folder.resolve("parameters.ckpt"));
    refuses("it has no parameters.ckpt");
    Files.writeString(folder.resolve("judge.json"), "{");
    refuses("cannot be read as JSON");
    Files.writeString(folder.resolve("judge.json"), "{ \"judge\" : 3 }");
    refuses("judge");
    Files.writeString(folder.resolve("judge.json"), manifest(1).json().replace("\"dense\"", "7"));
    refuses("judge.network.layers[2].type");
  }

  @Test
  void aJudgeThatDoesNotTravelWithTheProgramIsRefused() {
    assertThatThrownBy(() -> JudgeFolder.shipped("letters"))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining("No judge letters");
  }

  @Test
  void onlyAJudgeIsReplacedAndOnlyIfAsked() throws IOException {
    requireFree(OutputFile.IfExists.REFUSE);
    write(1, PARAMETERS);
    requireFree(OutputFile.IfExists.REPLACE);
    assertThatThrownBy(() -> requireFree(OutputFile.IfExists.REFUSE))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining("--overwrite");
    Files.delete(folder.resolve("judge.json"));
    requireFree(OutputFile.IfExists.REPLACE);
    Files.writeString(folder.resolve("notes.txt"), "precious");
    assertThatThrownBy(() -> requireFree(OutputFile.IfExists.REPLACE))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining("exists already");
  }

  private void requireFree(OutputFile.IfExists ifExists) {
    JudgeFolder.requireFree(new Configuration(), folder.toString(), ifExists);
  }

  private void write(int seed, float[] parameters) {
    JudgeFolder.write(new Configuration(), folder.toString(), manifest(seed), parameters);
  }

  private JudgeModel read() {
    return JudgeFolder.read(new Configuration(), folder.toString());
  }

  private void refuses(String expected) {
    assertThatThrownBy(this::read)
        .isInstanceOf(UserInputException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(expected).hasLineCount(1));
  }

  private static JudgeManifest manifest(int seed) {
    return new JudgeManifest(
        configuration(seed),
        "jobs/train-judge --data mnist --epochs 1 --seed " + seed,
        Map.of("java", "17"),
        "fingerprint",
        4,
        123,
        .75,
        List.of(List.of(2, 1), List.of(0, 1)));
  }

  private static JudgeConfiguration configuration(int seed) {
    return JudgeReader.read(
        Optional.of(new ConfText("test.conf", CONF)), Map.of("judge.seed", "" + seed));
  }
}
