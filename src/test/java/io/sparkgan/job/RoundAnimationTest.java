package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.RunFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundAnimationTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 99, 100, 101, 250})
  void atMostAHundredRoundsAreShownTheFirstAndTheLastAmongThem(int grids) throws IOException {
    RunDirectory run =
        RunFolders.begun(folder, "digits", SettingsReader.read(SettingsSources.defaults()));
    Path samples = Files.createDirectories(folder.resolve("digits/samples"));
    for (int i = 0; i < grids; i++) {
      Files.createFile(samples.resolve("grid-%06d.png".formatted(10 * i)));
    }

    List<Integer> rounds = new RoundAnimation(run).rounds();

    assertThat(rounds).hasSize(Math.min(grids, 100)).isSorted().doesNotHaveDuplicates();
    assertThat(rounds).startsWith(0).endsWith(10 * (grids - 1));
    if (grids <= 100) {
      assertThat(rounds).isEqualTo(IntStream.range(0, grids).mapToObj(i -> 10 * i).toList());
    }
  }
}
