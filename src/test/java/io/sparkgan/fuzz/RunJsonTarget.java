package io.sparkgan.fuzz;

import io.sparkgan.config.SettingsReader;
import io.sparkgan.storage.JudgeManifest;
import io.sparkgan.storage.RunManifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What describes a run or a judge: the bytes as {@code run.json} and as {@code judge.json}. */
public final class RunJsonTarget {
  private RunJsonTarget() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    String text = new String(input, StandardCharsets.UTF_8);
    Reading.readOrRefuse(() -> run(text));
    Reading.readOrRefuse(() -> JudgeManifest.of(text, "judge.json"));
  }

  private static void run(String text) {
    RunManifest manifest = RunManifest.of(text, "run.json");
    SettingsReader.fromJson(manifest.configuration(), "run.json").settings().fingerprint();
    if (!RunManifest.of(manifest.json(), "run.json").equals(manifest)) {
      throw new AssertionError("Another description than was read: " + manifest.json());
    }
  }
}
