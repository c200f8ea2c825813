package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sparkgan.MiniHdfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Test;

/** What {@code jobs/export} writes, where, and what it refuses. */
class ExportIT extends TinyRuns {

  @Test
  void filesSayWhatTheyAre() throws IOException, OrtException {
    Path out = folder.resolve("models");
    done(export("whole", "onnx", out));
    done(export("whole", "dl4j", out));
    assertThat(names(out))
        .containsExactlyInAnyOrder(
            "generator-000004.onnx",
            "discriminator-000004.onnx",
            "generator-000004.zip",
            "discriminator-000004.zip");
    Map<String, String> expected =
        Map.of(
            "run", "whole",
            "recipe", "keras-mlp",
            "network", "generator",
            "round", "4",
            "weights", "trained",
            "pixels", "-1 to 1",
            "state_sha256", sha256("whole"),
            "configuration_sha256", checkpoint("whole", 4).fingerprints().configuration(),
            "data_fingerprint", checkpoint("whole", 4).fingerprints().data());
    assertThat(onnxFacts(out.resolve("generator-000004.onnx"))).isEqualTo(expected);
    Config zipped = zipFacts(out.resolve("generator-000004.zip"));
    expected.forEach((name, fact) -> assertThat(zipped.getString(name)).as(name).isEqualTo(fact));
  }

  @Test
  void oneNetworkOfOneRoundCanBeAskedFor() throws IOException {
    train("kept", "--rounds", "2", "--set", "checkpoint.keep=3", "--set", "ema.decay=0.5");
    Path out = folder.resolve("one");
    done(export("kept", "dl4j", out, "--network", "generator", "--round", "1"));
    assertThat(names(out)).containsExactly("generator-000001.zip");
    Path average = folder.resolve("average");
    Path trained = folder.resolve("trained");
    done(export("kept", "onnx", average, "--network", "generator"));
    done(export("kept", "onnx", trained, "--network", "generator", "--weights", "trained"));
    String file = "generator-000002.onnx";
    assertThat(Files.readAllBytes(average.resolve(file)))
        .isNotEqualTo(Files.readAllBytes(trained.resolve(file)));
    assertThat(zipFacts(out.resolve("generator-000001.zip")).getString("weights"))
        .isEqualTo("average");
  }

  @Test
  void whatIsThereIsReplacedOnlyWhenAsked() throws IOException {
    Path out = Files.createDirectory(folder.resolve("taken"));
    Path precious = Files.writeString(out.resolve("discriminator-000004.onnx"), "precious");
    refused(export("whole", "onnx", out), "--overwrite");
    assertThat(precious).hasContent("precious");
    assertThat(names(out)).containsExactly("discriminator-000004.onnx");
    done(export("whole", "onnx", out, "--overwrite"));
    assertThat(names(out)).hasSize(2);
    assertThat(Files.size(precious)).isGreaterThan(1000);
  }

  @Test
  void whatTheRunDoesNotHaveIsRefused() throws IOException {
    Path out = folder.resolve("nothing");
    refused(export("whole", "onnx", out, "--round", "3000"), "No checkpoint of round 3000");
    refused(export("whole", "onnx", out, "--round", "best"), "has no best round");
    refused(export("whole", "onnx", out, "--round", "first"), "expected a number or best");
    refused(export("whole", "onnx", out, "--weights", "average"), "keeps no average");
    refused(export("no-such-run", "onnx", out), "is not a run directory");
    Path begun = Files.createDirectories(run("begun"));
    Files.copy(run("whole").resolve("run.json"), begun.resolve("run.json"));
    refused(export("begun", "onnx", out), "run begun has no whole checkpoint");
    Path damaged = Files.createDirectories(run("damaged").resolve("checkpoints"));
    Files.copy(run("whole").resolve("run.json"), run("damaged").resolve("run.json"));
    byte[] half = Files.readAllBytes(file("whole", 4));
    Files.write(damaged.resolve("round-000004.ckpt"), Arrays.copyOf(half, half.length / 2));
    refused(export("damaged", "onnx", out, "--round", "4"), "round-000004.ckpt");
    assertThat(out).doesNotExist();
  }

  @Test
  void aLayerThatAFormatHasNotLeavesNoFileBehind() {
    train(
        "resized",
        "--rounds",
        "1",
        "--set",
        "recipe.generator.layers=[{type=dense,units=16},{type=reshape,height=4,width=4,channels=1},"
            + "{type=bilinear-resize,height=8,width=8},{type=tanh}]");
    Path out = folder.resolve("resized");
    refused(
        export("resized", "dl4j", out),
        "--format: dl4j has no layer like layer 3 of the generator, bilinear-resize 8x8; use onnx");
    assertThat(out).doesNotExist();
    done(export("resized", "dl4j", out, "--network", "discriminator"));
    done(export("resized", "onnx", out));
  }

  @Test
  void hdfsTakesThem() throws IOException {
    try (MiniDFSCluster hdfs = MiniHdfs.start(folder.resolve("hdfs"), 1);
        FileSystem files = hdfs.getFileSystem()) {
      String out = hdfs.getURI() + "/models";
      done(Jobs.export("--run-dir", run("whole").toString(), "--format", "onnx", "--out", out));
      Path local = folder.resolve("same");
      done(export("whole", "onnx", local));
      String name = "generator-000004.onnx";
      try (var in = files.open(new org.apache.hadoop.fs.Path(out, name))) {
        assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(local.resolve(name)));
      }
      assertThat(files.listStatus(new org.apache.hadoop.fs.Path(out))).hasSize(2);
    }
  }

  private static Jobs.Outcome export(String run, String format, Path out, String... more) {
    return Jobs.export(
        Stream.concat(
                Stream.of(
                    "--run-dir", run(run).toString(), "--format", format, "--out", out.toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private static void done(Jobs.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.err()).isZero();
  }

  private static List<String> names(Path out) throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static Map<String, String> onnxFacts(Path file) throws OrtException {
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
      return session.getMetadata().getCustomMetadata();
    }
  }

  private static Config zipFacts(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      byte[] facts = zip.getInputStream(zip.getEntry("sparkgan.json")).readAllBytes();
      return ConfigFactory.parseString(new String(facts, StandardCharsets.UTF_8));
    }
  }
}
