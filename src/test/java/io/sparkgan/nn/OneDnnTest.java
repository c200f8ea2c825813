package io.sparkgan.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What oneDNN says of this machine agrees with what the operating system says. */
class OneDnnTest {

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void isThereAndSaysWhichOneItIs() {
    assertThat(OneDnn.available()).isTrue();
    assertThat(OneDnn.description()).matches("oneDNN 3[.]\\d+[.]\\d+ [(](sse41|avx)\\w*[)]");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  @DisabledIfEnvironmentVariable(named = "ONEDNN_MAX_CPU_ISA", matches = ".+")
  void computesBf16IfTheProcessorDoes() throws IOException {
    boolean processor = Files.readString(Path.of("/proc/cpuinfo")).contains(" avx512_bf16 ");
    assertThat(OneDnn.computesBf16()).isEqualTo(processor);
  }
}
