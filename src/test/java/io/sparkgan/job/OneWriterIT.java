package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparkgan.storage.WriteLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Drivers on one run directory: one trains, and the others say who does. */
class OneWriterIT extends TinyRuns {
  private static final int RACES = 3;

  private final List<ScriptedJob> started = new ArrayList<>();

  @AfterEach
  void nothingIsLeftRunning() {
    started.forEach(ScriptedJob::close);
  }

  @Test
  void ofTwoThatBeginARunTogetherOneTrains() throws Exception {
    List<String> runs = names("begun");
    List<String> refusals = new ArrayList<>();
    for (String run : runs) {
      String[] arguments = arguments(run, "--rounds", ScriptedJob.FOREVER);
      refusals.add(assertOneTrains(run, i -> script("train", arguments)));
    }
    assertThat(refusals).anyMatch(refusal -> refusal.contains("is being trained by process "));
    requireBitsOfAnUndisturbedRun(runs);
  }

  @Test
  void ofTwoThatGoOnWithARunTogetherOneTrains() throws Exception {
    List<String> runs = names("gone-on");
    for (String run : runs) {
      train(run, "--rounds", "1");
      assertThat(assertOneTrains(run, i -> resumed(run))).contains("is being trained by ");
    }
    requireBitsOfAnUndisturbedRun(runs);
  }

  @Test
  void whatADriverTrainsIsItsOwnUntilItIsKilled() throws Exception {
    String[] all = {"--rounds", ScriptedJob.FOREVER, "--set", "checkpoint.keep=1000000"};
    ScriptedJob owner = script("train", arguments("owned", all));
    owner.awaitSaid("round 1/");
    String who = "/owned is being trained by process %d on ".formatted(owner.process().pid());
    refused(resume("owned"), who);
    refused(resume("owned", "--take-over"), who);
    refused(Jobs.train(arguments("owned", "--overwrite")), who);
    refused(Jobs.train(arguments("owned")), "exists already");
    int before = Jobs.facts(run("owned")).getInt("round");
    assertThat(Jobs.generate(generate("owned")).code()).isZero();
    await().atMost(ScriptedJob.LONG).until(() -> Jobs.facts(run("owned")).getInt("round") > before);

    owner.process().destroyForcibly();

    assertThat(owner.exitCode()).isEqualTo(128 + 9);
    assertThat(run("owned").resolve("write.lock.1")).exists();
    int last = Jobs.facts(run("owned")).getInt("round");
    Jobs.Outcome resumed = resume("owned", "--rounds", "" + (last + 2));
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.out())
        .containsPattern(
            "/owned: lock taken over from process %d on \\S+ since \\S+, which is gone\n"
                .formatted(owner.process().pid()))
        .contains("goes on after round " + last);
    requireUnlocked("owned");
    requireBitsOfAnUndisturbedRun(List.of("owned"));
  }

  @Test
  void aDriverOnAnotherMachineIsRobbedOnlyByThoseWhoSayThatItIsDead() throws IOException {
    train("elsewhere", "--rounds", "1");
    leaveLockOfAnotherMachine("elsewhere");
    Map<String, String> before = content(run("elsewhere"));
    String who =
        "/elsewhere is being trained by process 4711 on elsewhere since 2026-01-02T12:00:00Z";
    for (Jobs.Outcome asked :
        List.of(
            resume("elsewhere", "--rounds", "3"),
            Jobs.train(arguments("elsewhere", "--overwrite")))) {
      refused(asked, who);
      refused(asked, "--take-over");
    }
    assertThat(content(run("elsewhere"))).isEqualTo(before);

    requireTakenOver(resume("elsewhere", "--rounds", "3", "--take-over"));
    assertThat(lastRound("elsewhere")).isEqualTo(3);
    requireUnlocked("elsewhere");
    requireBitsOfAnUndisturbedRun(List.of("elsewhere"));

    leaveLockOfAnotherMachine("elsewhere");
    requireTakenOver(Jobs.train(arguments("elsewhere", "--overwrite", "--take-over")));
    requireUnlocked("elsewhere");
  }

  private static void requireTakenOver(Jobs.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .containsPattern(
            "/elsewhere: lock taken over from process 4711 on elsewhere since 2026-01-02T12:00:00Z, which was there \\d+ s ago\n");
  }

  /** As docs/run-directory.md has it; it has just been renewed. */
  private static void leaveLockOfAnotherMachine(String run) throws IOException {
    Files.writeString(
        run(run).resolve("write.lock.1"),
        """
        {"owner": "5d1a2b3c-0000-4000-8000-000000000001", "host": "elsewhere", "pid": 4711,
         "scope": "another boot", "start": "12", "taken": "2026-01-02T12:00:00Z", "lease_ms": 60000}
        """);
  }

  @Test
  void aRunThatHasOnlyBegunIsOwnedToo() {
    try (WriteLock lock = lock(run("claimed"))) {
      refused(Jobs.train(arguments("claimed")), "/claimed is being trained by process ");
      refused(Jobs.train(arguments("claimed", "--overwrite")), "/claimed is being trained by ");
      lock.requireHeld();
    }
    assertThat(run("claimed")).doesNotExist();
  }

  @Test
  void aDriverThatLostItsRunCommitsNothingMoreOfIt() throws IOException {
    train("lost", "--rounds", "1");
    Map<String, String> before = content(run("lost"));
    Path stolen = run("lost").resolve("write.lock.1");
    Jobs.Outcome lost =
        Jobs.train(
            () -> {
              delete(stolen);
              return false;
            },
            arguments("lost", "--overwrite", "--rounds", "3"));
    assertThat(lost.code()).isEqualTo(3);
    assertThat(lost.errLines())
        .singleElement()
        .asString()
        .startsWith("error: ")
        .contains("/lost: the lock of this driver, write.lock.1, was deleted; it stops");
    assertThat(Jobs.facts(run("lost")).getInt("round")).isZero();
    assertThat(content(run("lost"))).isNotEqualTo(before).doesNotContainKey("write.lock.1");
    assertThat(resume("lost").code()).isZero();
    requireBitsOfAnUndisturbedRun(List.of("lost"));
  }

  /**
   * Both run for ever, so the one that ends is the one that is refused, however late it came.
   *
   * @return what it says
   */
  private String assertOneTrains(String run, IntFunction<ScriptedJob> driver)
      throws InterruptedException {
    List<ScriptedJob> drivers = IntStream.range(0, 2).mapToObj(driver).toList();
    await().atMost(ScriptedJob.LONG).until(() -> drivers.stream().anyMatch(OneWriterIT::ended));
    ScriptedJob loser = drivers.stream().filter(OneWriterIT::ended).findFirst().orElseThrow();
    ScriptedJob winner = drivers.get(1 - drivers.indexOf(loser));
    assertThat(loser.exitCode()).as(loser.complained()).isEqualTo(2);
    assertThat(loser.complained().lines())
        .singleElement()
        .asString()
        .startsWith("error: ")
        .containsPattern("/%s (is being trained by |exists already)".formatted(run));
    winner.awaitSaid("round 2/");
    winner.process().destroy();
    assertThat(winner.exitCode()).as(winner.complained()).isZero();
    assertThat(winner.said()).doesNotContain("taken over");
    requireUnlocked(run);
    return loser.complained();
  }

  private static boolean ended(ScriptedJob driver) {
    return !driver.process().isAlive();
  }

  private static void requireUnlocked(String run) {
    assertThat(content(run(run)).keySet())
        .noneMatch(name -> name.contains("lock") || name.contains(".tmp"));
  }

  /** Whatever round each came to. */
  private static void requireBitsOfAnUndisturbedRun(List<String> runs) {
    int longest = runs.stream().mapToInt(OneWriterIT::lastRound).max().orElseThrow();
    String undisturbed = runs.get(0) + "-undisturbed";
    train(undisturbed, "--rounds", "" + longest, "--set", "checkpoint.keep=1000000");
    for (String run : runs) {
      int last = lastRound(run);
      assertThat(last).isPositive();
      assertThat(sha256(run))
          .isEqualTo(checkpoint(undisturbed, last).checkpoint().state().sha256());
    }
  }

  private static int lastRound(String run) {
    return Jobs.facts(run(run)).getInt("round");
  }

  private static List<String> names(String name) {
    return IntStream.range(0, RACES).mapToObj(race -> name + "-" + race).toList();
  }

  private ScriptedJob resumed(String run) {
    return script(
        "resume",
        "--run-dir",
        run(run).toString(),
        "--rounds",
        ScriptedJob.FOREVER,
        "--master",
        "local[2]",
        "--set",
        "spark.ui.enabled=false");
  }

  private ScriptedJob script(String job, String... arguments) {
    ScriptedJob script = ScriptedJob.start(job, folder, arguments);
    started.add(script);
    return script;
  }

  private static String[] generate(String run) {
    return new String[] {
      "--run-dir",
      run(run).toString(),
      "--count",
      "4",
      "--format",
      "png",
      "--out",
      folder.resolve(run + ".png").toString(),
      "--master",
      "local[1]",
      "--set",
      "spark.ui.enabled=false"
    };
  }

  private static WriteLock lock(Path run) {
    return WriteLock.take(
        new Configuration(),
        run.toString(),
        WriteLock.IfUnsure.REFUSE,
        notice -> {
          throw new AssertionError(notice);
        });
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
