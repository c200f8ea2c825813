package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.storage.Fingerprints;
import io.sparkgan.storage.RunDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that are damaged, or that somebody made to do harm, end to end. */
class DamagedRunsIT extends TinyRuns {
  private static byte[] good;

  @BeforeAll
  static void readACheckpointAndTrainOtherRuns() throws IOException {
    good = Files.readAllBytes(file("whole", 4));
    train("seeded", "--rounds", "4", "--seed", "7");
    Path wider = Files.writeString(folder.resolve("wider.conf"), wider());
    train("wider", "--rounds", "4", "--conf", wider.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "header | checksum of the header before byte ",
        "values | checksum of section ",
        "cut | bytes long, its header asks for ",
        "empty | 0 bytes long, 8 more are needed at byte 0",
        "objects | it does not begin with 'sparkgan'",
        "version | format version is 2, expected 1",
        "older | it is of round 3, whatever its name says"
      })
  void aResumeFallsBackToTheNewestGoodCheckpointAndSaysSo(String damage, String reason)
      throws IOException {
    String run = copied("damaged-" + damage);
    Files.write(file(run, 4), damaged(damage));

    Jobs.Outcome resumed = resume(run);

    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.errLines()).hasSize(1);
    assertThat(resumed.err())
        .startsWith("warning: Checkpoint file:" + file(run, 4) + " is damaged: ")
        .contains(reason)
        .endsWith("; falling back to the one before\n");
    assertThat(resumed.out()).contains("goes on after round 3", "round 4/4");
    assertThat(sha256(run)).isEqualTo(sha256("whole"));
    assertThat(rounds(run)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void everyDamageIsNamedBeforeARunBegins() throws IOException {
    Path file = folder.resolve("damaged.ckpt");
    int tried = 0;
    for (int at = 0; at < good.length; at += at < 24 ? 1 : good.length / 40) {
      byte[] flipped = good.clone();
      flipped[at] ^= (byte) 0xff;
      for (byte[] damaged : List.of(flipped, Arrays.copyOf(good, at))) {
        Files.write(file, damaged);
        refused(
            Jobs.train(arguments("never", "--init-from", file.toString())),
            "error: Checkpoint file:%s is damaged: ".formatted(file));
        tried++;
      }
    }
    assertThat(tried).isGreaterThan(100);
    refused(
        Jobs.train(arguments("never", "--init-from", folder.toString())), "No checkpoint at file:");
    assertThat(run("never")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"seeded", "wider"})
  void anotherRunsOrRecipesCheckpointIsPassedOverAndKept(String other) throws IOException {
    String run = copied("with-" + other);
    Files.copy(file(other, 4), replaced(file(run, 4)));
    Fingerprints own = checkpoint(run, 3).fingerprints();
    Fingerprints others = checkpoint(other, 4).fingerprints();
    String layout =
        "layout differs, expected %s, found %s; ".formatted(own.layout(), others.layout());
    Path kept =
        run(run)
            .resolve(
                "checkpoints/other-run-%s-round-000004.ckpt"
                    .formatted(checkpoint(other, 4).sha256().substring(0, 8)));

    Jobs.Outcome resumed = resume(run);

    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.errLines())
        .containsExactly(
            "warning: Checkpoint file:%s belongs to another run: %sconfiguration differs, expected %s, found %s; falling back to the one before"
                .formatted(
                    file(run, 4),
                    other.equals("wider") ? layout : "",
                    own.configuration(),
                    others.configuration()),
            "warning: Checkpoint file:%s of another run is kept as file:%s, as round 4 is made again"
                .formatted(file(run, 4), kept));
    assertThat(resumed.out()).contains("goes on after round 3", "round 4/4");
    assertThat(sha256(run)).isEqualTo(sha256("whole"));
    assertThat(rounds(run)).containsExactly(1, 2, 3, 4);
    assertThat(kept).hasSameBinaryContentAs(file(other, 4));
  }

  @Test
  void whereAllCheckpointsAreAnotherRunsNothingIsChanged() throws IOException {
    String run = copied("foreign");
    for (int round : new int[] {3, 4}) {
      Files.copy(file("seeded", round), replaced(file(run, round)));
    }
    Map<String, String> before = content(run(run));
    for (String[] more : new String[][] {{}, {"--rounds", "5"}}) {
      Jobs.Outcome refused = resume(run, more);
      assertThat(refused.code()).as(refused.err()).isEqualTo(2);
      assertThat(refused.errLines()).hasSize(2);
      for (int round : new int[] {3, 4}) {
        assertThat(refused.err())
            .contains(
                "error: Checkpoint file:%s belongs to another run: configuration differs, expected "
                    .formatted(file(run, round)));
      }
      assertThat(content(run(run))).isEqualTo(before);
    }
  }

  @Test
  void noJobTakesAnotherRunsCheckpointForTheRuns() throws IOException {
    String run = copied("borrowed");
    Files.copy(file("seeded", 4), replaced(file(run, 4)));
    String uri = run(run).toString();
    Path out = folder.resolve("borrowed.png");
    for (Jobs.Outcome outcome :
        List.of(
            Jobs.inspect("--run-dir", uri),
            Jobs.generate(
                "--run-dir", uri, "--count", "4", "--format", "png", "--out", out.toString()),
            Jobs.export("--run-dir", uri, "--format", "onnx", "--out", folder + "/exported"))) {
      refused(
          outcome, "round-000004.ckpt belongs to another run: configuration differs, expected ");
    }
    assertThat(out).doesNotExist();
    assertThat(folder.resolve("exported")).doesNotExist();
  }

  @Test
  void aCheckpointThatCannotBeReadNowEndsTheResumeAndStays() throws IOException {
    String run = copied("away");
    Map<String, String> before = content(run(run));
    UnreadableCheckpoints.name(file(run, 4));

    Jobs.Outcome ended =
        resume(
            run,
            "--rounds",
            "5",
            "--set",
            "spark.hadoop.fs.file.impl=" + UnreadableCheckpoints.class.getName(),
            "--set",
            "spark.hadoop.fs.file.impl.disable.cache=true");

    assertThat(UnreadableCheckpoints.struck()).isPositive();
    assertThat(ended.code()).as(ended.err()).isEqualTo(3);
    assertThat(ended.errLines().get(0))
        .startsWith("error: Checkpoint file:" + file(run, 4) + " cannot be read now and may be")
        .contains("try again")
        .endsWith(": IOException: " + UnreadableCheckpoints.REASON);
    assertThat(content(run(run))).isEqualTo(before);
    assertThat(resume(run, "--rounds", "5").err()).isEmpty();
  }

  @Test
  void aRunBeginsWithNoCheckpointOfOtherNetworks() {
    refused(
        Jobs.train(
            arguments(
                "never",
                "--conf",
                folder.resolve("wider.conf").toString(),
                "--init-from",
                file("whole", 4).toString())),
        "is of other networks: expected ");
  }

  @Test
  void whatLinksLeadToIsNeitherWrittenNorDeleted() throws IOException {
    Path precious = Files.createDirectories(folder.resolve("precious"));
    for (String name : List.of("round-000009.parquet", "round-000009.ckpt", ".a.tmp")) {
      Files.writeString(precious.resolve(name), "precious");
    }
    String run = copied("linked");
    Path table = run(run).resolve("metrics/steps");
    delete(table);
    Files.createSymbolicLink(table, precious);
    Files.createSymbolicLink(
        run(run).resolve(".run.json.tmp"), precious.resolve("round-000009.ckpt"));
    Map<String, String> before = content(run(run));

    String refusal = "error: file:%s is a symbolic link, and nothing is written".formatted(table);
    refused(resume(run), refusal);
    refused(resume(run, "--rounds", "5"), refusal);
    assertThat(content(run(run))).isEqualTo(before);
    assertThat(train(run, "--rounds", "1", "--overwrite").err()).isEmpty();
    assertThat(Files.isDirectory(table, LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(content(precious).values()).containsExactly("precious", "precious", "precious");
  }

  @Test
  void whatARunSaysOfItselfIsShownAsText() throws IOException {
    String run = copied("speaking");
    Path json = run(run).resolve("run.json");
    String text = Files.readString(json);
    Files.writeString(
        json,
        text.replaceFirst(
            "\"created\" : \"[^\"]*\"",
            "\"created\" : \"\\\\u001b[2J<b onload=x>'; DROP TABLE runs; --\\\\n\\\\u202eerror: x\""));
    assertThat(Files.readString(json)).isNotEqualTo(text);

    Jobs.Outcome shown = Jobs.inspect("--run-dir", run(run).toString());

    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(shown.out())
        .contains("created        \\u001b[2J<b onload=x>'; DROP TABLE runs; -- \\u202eerror: x\n")
        .doesNotContain("\u001b", "\u202e");
    assertThat(Jobs.facts(run(run)).getString("created")).startsWith("\u001b[2J<b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ | run.json cannot be read as JSON",
        "{\"a\": | run.json cannot be read as JSON: expected at most 100 sections",
        "include \"/etc/passwd\" | run.json cannot be read as JSON",
        "{\"run\": 3} | is not the description of a run",
        "[] | run.json cannot be read as JSON",
        "{\"run\":\"\u0000\"} | run.json cannot be read as JSON"
      })
  void aDescriptionThatIsNoneIsRefused(String text, String reason) throws IOException {
    String run = "described-" + Integer.toHexString(text.hashCode());
    Files.createDirectories(run(run));
    Files.writeString(run(run).resolve("run.json"), text.endsWith(":") ? text.repeat(9_999) : text);
    for (Jobs.Outcome outcome :
        List.of(resume(run), Jobs.inspect("--run-dir", run(run).toString()))) {
      refused(outcome, reason);
    }
  }

  private static byte[] damaged(String how) throws IOException {
    byte[] bytes = good.clone();
    switch (how) {
      case "header" -> bytes[40] ^= 1;
      case "values" -> bytes[bytes.length - 13] ^= 1;
      case "version" -> bytes[8] = 2;
      default -> {
        return other(how);
      }
    }
    return bytes;
  }

  private static byte[] other(String how) throws IOException {
    return switch (how) {
      case "cut" -> Arrays.copyOf(good, good.length - 1);
      case "empty" -> new byte[0];
      case "older" -> Files.readAllBytes(file("whole", 3));
      default -> {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
          out.writeObject(List.of("an object"));
        }
        yield bytes.toByteArray();
      }
    };
  }

  /** A copy of the whole run, by another name. */
  private static String copied(String name) throws IOException {
    try (Stream<Path> files = Files.walk(run("whole"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = run(name).resolve(run("whole").relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    return name;
  }

  private static Path replaced(Path file) throws IOException {
    Files.delete(file);
    return file;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(
          file -> {
            try {
              Files.delete(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    Files.delete(folder);
  }

  private static String wider() throws IOException {
    return Files.readString(folder.resolve("tiny.conf")).replace("units = 16", "units = 17");
  }

  private static List<Object> rounds(String run) {
    return RunDirectory.open(new Configuration(), run(run).toString()).rounds().rows().stream()
        .map(row -> row.get("round"))
        .toList();
  }
}
