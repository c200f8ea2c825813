package io.sparkgan.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Inputs that fuzzing found, those that once did harm among them, do none. */
class FuzzCorpusTest {
  @ParameterizedTest
  @EnumSource
  void everyInputIsReadOrRefused(Targets target) throws IOException {
    assertThat(target.inputs()).hasSizeGreaterThan(5);
    for (Path input : target.inputs()) {
      byte[] bytes = Files.readAllBytes(input);
      assertThatCode(() -> target.run(bytes)).as(input.toString()).doesNotThrowAnyException();
    }
  }
}
