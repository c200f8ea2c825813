package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sparkgan.config.EnvironmentException;
import io.sparkgan.config.UserInputException;
import io.sparkgan.storage.RunDirectory.IfExists;
import io.sparkgan.storage.WriteLock.IfUnsure;
import io.sparkgan.training.CheckpointStore;
import io.sparkgan.training.EvaluationSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One folder, one writer: what a lock promises on every file system. */
abstract class WriteLockContract {
  private static final int DRIVERS = 4;

  /** Nobody has this number with this start. */
  private static final ProcessMark GONE = reborn(ProcessMark.here());

  private static final ProcessMark FOREIGN =
      new ProcessMark("elsewhere", "another boot", 4711, "12");

  private final List<String> notices = new ArrayList<>();
  private HadoopFiles files;
  private Path folder;
  private LockFiles locks;

  /** A configuration that knows the file system under test. */
  abstract Configuration configuration();

  /** A folder on it that is new for every test. */
  abstract String outUri();

  /** How often drivers race. */
  abstract int races();

  @BeforeEach
  void newFolder() {
    Path out = new Path(outUri());
    files = HadoopFiles.of(configuration(), out);
    folder = files.qualified(new Path(out, "run"));
    locks = new LockFiles(files, folder);
  }

  @Test
  void aLockLeavesNothingBehind() {
    try (WriteLock lock = take(IfUnsure.REFUSE)) {
      assertThat(names()).containsExactly("write.lock.1");
      lock.requireHeld();
    }
    assertThat(files.isFolder(folder)).isFalse();
    assertThat(notices).isEmpty();
  }

  @Test
  void aFolderWithSomethingInItStays() {
    AtomicFile.write(files, new Path(folder, "run.json"), out -> out.write('{'));
    take(IfUnsure.REFUSE).close();
    assertThat(names()).containsExactly("run.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"REFUSE", "TAKE_OVER"})
  void aDriverThatLivesIsNeverRobbed(IfUnsure ifUnsure) {
    try (WriteLock lock = take(IfUnsure.REFUSE)) {
      assertThatThrownBy(() -> take(ifUnsure))
          .isInstanceOf(UserInputException.class)
          .hasMessageMatching(
              "\\S+/run is being trained by process %d on \\S+ since \\S+Z, which is alive; .*"
                  .formatted(ProcessHandle.current().pid()));
      lock.requireHeld();
    }
    take(ifUnsure).close();
    assertThat(notices).isEmpty();
  }

  @Test
  void aDriverThatWasKilledIsSucceededAndThatIsSaid() throws Exception {
    Process process = new ProcessBuilder("sleep", "300").start();
    leave(1, ProcessMark.of(process.pid()).orElseThrow());
    assertThatThrownBy(() -> take(IfUnsure.TAKE_OVER)).isInstanceOf(UserInputException.class);
    process.destroyForcibly();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();

    try (WriteLock lock = take(IfUnsure.REFUSE)) {
      lock.requireHeld();
      assertThat(names()).containsExactly("write.lock.2");
    }
    assertThat(notices)
        .singleElement()
        .asString()
        .matches(
            "\\S+/run: lock taken over from process %d on \\S+ since \\S+Z, which is gone"
                .formatted(process.pid()));
  }

  @Test
  void anotherProcessOfTheSameNumberIsNotTheDriver() {
    leave(1, GONE);
    take(IfUnsure.REFUSE).close();
    assertThat(notices).singleElement().asString().contains("which is gone");
  }

  @Test
  void aDriverOutOfSightIsAskedAbout() throws IOException {
    leave(1, FOREIGN);
    renewed(1, Duration.ofSeconds(20));
    assertThatThrownBy(() -> take(IfUnsure.REFUSE))
        .isInstanceOf(UserInputException.class)
        .hasMessageContainingAll(
            "is being trained by process 4711 on elsewhere since 2026-01-02T12:00:00Z",
            "more than 60 s",
            "--take-over")
        .hasMessageFindingMatch("which was there [23]\\d s ago");
    assertThat(names()).containsExactly("write.lock.1");

    take(IfUnsure.TAKE_OVER).close();

    assertThat(notices)
        .singleElement()
        .asString()
        .containsPattern("taken over from process 4711 on elsewhere .*was there [23]\\d s ago");
  }

  @Test
  void aLeaseThatHasRunOutIsTakenOver() throws IOException {
    leave(1, FOREIGN);
    renewed(1, Duration.ofSeconds(75));
    take(IfUnsure.REFUSE).close();
    assertThat(notices).singleElement().asString().containsPattern("which was there [78]\\d s ago");
  }

  @ParameterizedTest
  @ValueSource(ints = {-36000, 36000})
  void leasesGoByTheClockOfTheFileSystem(int seconds) throws IOException {
    leave(1, FOREIGN);
    LockFiles wrong =
        new LockFiles(new HadoopFiles(clockWrongBy(seconds), files.context()), folder);
    renewed(1, Duration.ofSeconds(20));
    assertThatThrownBy(() -> take(wrong, IfUnsure.REFUSE))
        .isInstanceOf(UserInputException.class)
        .hasMessageFindingMatch("which was there [23]\\d s ago");
    renewed(1, Duration.ofSeconds(75));
    take(wrong, IfUnsure.REFUSE).close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"owner\": ",
        "[[[[[[[[",
        "{}",
        "{\"owner\":\"0-0-0-0-0\",\"host\":\"\\u001b[2J\",\"scope\":\"a\",\"pid\":1,\"start\":\"1\",\"taken\":\"2026-01-02T12:00:00Z\",\"lease_ms\":1}",
        "{\"owner\":\"0-0-0-0-0\",\"host\":\"h\",\"scope\":\"a\",\"pid\":1,\"start\":\"1\",\"taken\":\"2026-01-02T12:00:00Z\",\"lease_ms\":-1}",
        "include url(\"http://example.org/\")"
      })
  void aLockThatDoesNotSayWhoseItIsCountsForItsLease(String content) throws IOException {
    write(1, content.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> take(IfUnsure.REFUSE))
        .isInstanceOf(UserInputException.class)
        .hasMessageContainingAll("is being trained by another driver since ", "--take-over");
    renewed(1, Duration.ofSeconds(75));
    take(IfUnsure.REFUSE).close();
    assertThat(notices).singleElement().asString().contains("another driver");
  }

  @Test
  void aLongFileIsNotReadToItsEnd() throws IOException {
    write(1, "[".repeat(5_000_000).getBytes(StandardCharsets.UTF_8));
    renewed(1, Duration.ofSeconds(75));
    take(IfUnsure.REFUSE).close();
  }

  @Test
  void aLockIsRenewedWhileItIsHeld() throws IOException {
    try (WriteLock lock = take(Duration.ofSeconds(2))) {
      Instant before = renewed(1, Duration.ofSeconds(75));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> locks.present().get(0).renewed().isAfter(before.plusSeconds(60)));
      assertThat(names()).containsExactly("write.lock.1");
      lock.requireHeld();
    }
  }

  @Test
  void whatALostDriverTrainedIsNotCommitted() {
    RunDirectory run = RunDirectory.create(configuration(), outUri(), "run", IfExists.REFUSE, "{}");
    CheckpointStore store = run.checkpoints(TestRuns.FINGERPRINTS, 5);
    try (WriteLock lock = take(IfUnsure.REFUSE)) {
      CheckpointStore guarded = lock.guarding(store);
      TestRuns.commit(guarded, 1);
      locks.delete(1, Optional.empty());
      leave(2, FOREIGN);

      assertThatThrownBy(() -> TestRuns.commit(guarded, 2))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContainingAll(
              "/run: the lock of this driver, write.lock.1, was taken over by process 4711 on elsewhere",
              "commits nothing more");
      assertThatThrownBy(() -> guarded.keepBest(1)).isInstanceOf(EnvironmentException.class);
      assertThatThrownBy(
              () -> lock.guarding((round, steps, state) -> null).run(2, 1, TestRuns.state(1)))
          .isInstanceOf(EnvironmentException.class);
      assertThat(guarded.latest().orElseThrow().round()).isEqualTo(1);
    }
    assertThat(names()).contains("write.lock.2", "run.json");
    assertThat(files.names(new Path(folder, "checkpoints"))).containsExactly("round-000001.ckpt");
  }

  @Test
  void aLockThatIsGoneIsNotMadeAgain() {
    try (WriteLock lock = take(Duration.ofMillis(200))) {
      locks.delete(1, Optional.empty());
      assertThatThrownBy(lock::requireHeld)
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("was deleted");
      assertThatThrownBy(() -> locks.renew(1, UUID.randomUUID())).isInstanceOf(IOException.class);
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void aLockThatCannotBeWrittenIsTheErrorAndIsNotLeft() {
    FilterFileSystem full =
        new FilterFileSystem(files.fileSystem()) {
          @Override
          public FSDataOutputStream create(Path path, boolean overwrite) throws IOException {
            return new FSDataOutputStream(super.create(path, overwrite), null) {
              @Override
              public void write(byte[] bytes) throws IOException {
                throw new IOException("no space left");
              }
            };
          }
        };
    LockFiles onFull = new LockFiles(new HadoopFiles(full, files.context()), folder);
    assertThatThrownBy(() -> take(onFull, IfUnsure.REFUSE))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("Cannot write")
        .hasRootCauseMessage("no space left");
    assertThat(names()).isEmpty();
  }

  @Test
  void aDriverThatLostItsLockWritesNoEvaluations() {
    List<Integer> written = new ArrayList<>();
    try (WriteLock lock = take(IfUnsure.REFUSE)) {
      EvaluationSink guarded = lock.guarding((round, evaluations) -> written.add(round));
      guarded.write(1, List.of());
      locks.delete(1, Optional.empty());
      assertThatThrownBy(() -> guarded.write(2, List.of()))
          .isInstanceOf(EnvironmentException.class);
    }
    assertThat(written).containsExactly(1);
  }

  @Test
  void aDriverThatLosesItsLockInACommitDoesNotCompact() {
    RunDirectory run = RunDirectory.create(configuration(), outUri(), "run", IfExists.REFUSE, "{}");
    try (WriteLock lock = take(IfUnsure.REFUSE)) {
      CheckpointStore losing =
          new AfterCommit(
              run.checkpoints(TestRuns.FINGERPRINTS, 5), () -> locks.delete(1, Optional.empty()));
      List<Integer> compacted = new ArrayList<>();
      CheckpointStore outside = new AfterCommit(lock.guarding(losing), () -> compacted.add(1));
      assertThatThrownBy(() -> TestRuns.commit(outside, 1))
          .isInstanceOf(EnvironmentException.class);
      assertThat(compacted).isEmpty();
      assertThat(outside.latest().orElseThrow().round()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"owner\": ", "{}"})
  void aFileOfItsNumberThatIsNotItsOwnIsAnothers(String content) throws IOException {
    try (WriteLock lock = take(IfUnsure.REFUSE)) {
      write(1, content.getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(lock::requireHeld)
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("was taken over by another driver");
    }
    assertThat(names()).containsExactly("write.lock.1");
  }

  @Test
  void aLockThatCannotBeReadNowIsNeitherLostNorDeleted() {
    AtomicBoolean broken = new AtomicBoolean();
    FilterFileSystem sick =
        new FilterFileSystem(files.fileSystem()) {
          @Override
          public FSDataInputStream open(Path path, int bufferSize) throws IOException {
            if (broken.get()) {
              throw new IOException("no answer");
            }
            return super.open(path, bufferSize);
          }
        };
    LockFiles onSick = new LockFiles(new HadoopFiles(sick, files.context()), folder);
    try (WriteLock lock = take(onSick, IfUnsure.REFUSE)) {
      broken.set(true);
      lock.requireHeld();
    }
    assertThat(names()).containsExactly("write.lock.1");
  }

  @Test
  void aLockThatFailsWhileItIsTakenIsNotLeft() {
    LockFiles failing =
        onceListed(
            () -> {
              throw new IOException("no answer");
            });
    assertThatThrownBy(() -> take(failing, IfUnsure.REFUSE))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage("no answer");
    assertThat(names()).isEmpty();
  }

  @Test
  void aLockOfWhichNobodyCanBeToldIsNotLeft() {
    leave(1, GONE);
    LockHolder driver = LockHolder.here(LockFile.LEASE);
    assertThatThrownBy(
            () ->
                WriteLock.take(
                    locks,
                    driver,
                    IfUnsure.REFUSE,
                    notice -> {
                      throw new IllegalStateException("nobody listens");
                    }))
        .hasMessage("nobody listens");
    assertThat(names()).isEmpty();
  }

  @Test
  void whoLosesDeletesNoLockOfAnother() {
    LockFiles stolen =
        onceListed(
            () -> {
              locks.delete(1, Optional.empty());
              leave(1, FOREIGN);
            });
    assertThatThrownBy(() -> take(stolen, IfUnsure.REFUSE))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining("is being trained by process 4711 on elsewhere");
    assertThat(names()).containsExactly("write.lock.1");
  }

  @Test
  void aRunIsReplacedUnderItsLock() {
    RunDirectory.create(configuration(), outUri(), "run", IfExists.REFUSE, "{}");
    try (WriteLock lock = take(IfUnsure.REFUSE)) {
      RunDirectory run =
          RunDirectory.create(configuration(), outUri(), "run", IfExists.OVERWRITE, "{1}");
      lock.requireHeld();
      assertThat(run.runJson()).isEqualTo("{1}");
      run.discardAfter(-1);
      lock.requireHeld();
    }
  }

  @Test
  void ofDriversThatBeginTogetherOneWins() throws Exception {
    for (int race = 0; race < races(); race++) {
      assertOneWins();
    }
  }

  @Test
  void ofDriversThatTakeOverTogetherOneWins() throws Exception {
    for (int race = 0; race < races(); race++) {
      leave(3, GONE);
      assertOneWins();
      assertThat(notices).hasSize(race + 1);
    }
  }

  private void assertOneWins() throws Exception {
    CyclicBarrier begin = new CyclicBarrier(DRIVERS);
    CyclicBarrier end = new CyclicBarrier(DRIVERS);
    List<Boolean> won =
        together(
            () -> {
              begin.await(1, TimeUnit.MINUTES);
              try (WriteLock lock = take(IfUnsure.REFUSE)) {
                end.await(1, TimeUnit.MINUTES);
                lock.requireHeld();
                return true;
              } catch (UserInputException e) {
                end.await(1, TimeUnit.MINUTES);
                return false;
              }
            });
    assertThat(won).containsOnlyOnce(true);
    assertThat(files.isFolder(folder)).isFalse();
  }

  /** Drivers come, end and die at any time, and at no time there are two. */
  @Test
  void inAnyTurmoilThereIsOneWriterAtMost() throws Exception {
    AtomicFile.write(files, new Path(folder, "run.json"), out -> out.write('{'));
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger turns = new AtomicInteger();
    AtomicInteger deaths = new AtomicInteger();
    together(
        () -> {
          while (turns.get() < races()) {
            LockHolder driver = LockHolder.here(LockFile.LEASE);
            try (WriteLock lock = WriteLock.take(locks, driver, IfUnsure.REFUSE, this::note)) {
              assertThat(inside.incrementAndGet()).isEqualTo(1);
              lock.requireHeld();
              if (turns.incrementAndGet() % 2 == 0) {
                deaths.incrementAndGet();
                inside.decrementAndGet();
                die(driver);
              } else {
                inside.decrementAndGet();
              }
            } catch (UserInputException e) {
              LockSupport.parkNanos(100_000);
            }
          }
          return true;
        });
    assertThat(turns.get()).isGreaterThanOrEqualTo(races());
    assertThat(deaths.get()).isGreaterThanOrEqualTo(races() / 2);
    synchronized (notices) {
      assertThat(notices).hasSizeBetween(deaths.get() - 1, deaths.get());
    }
  }

  /** Makes the lock that a driver has one of a process that is gone. */
  private void die(LockHolder driver) {
    for (LockFile lock : locks.present()) {
      if (lock.isOf(driver.id())) {
        byte[] json = holder(GONE).json();
        AtomicFile.write(files, locks.path(lock.number()), out -> out.write(json));
      }
    }
  }

  private static <T> List<T> together(Callable<T> driver) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(DRIVERS);
    try {
      List<Future<T>> futures =
          IntStream.range(0, DRIVERS).mapToObj(i -> threads.submit(driver)).toList();
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(5, TimeUnit.MINUTES));
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private WriteLock take(IfUnsure ifUnsure) {
    return take(locks, ifUnsure);
  }

  private WriteLock take(Duration lease) {
    return WriteLock.take(locks, LockHolder.here(lease), IfUnsure.REFUSE, this::note);
  }

  private WriteLock take(LockFiles from, IfUnsure ifUnsure) {
    return WriteLock.take(from, LockHolder.here(LockFile.LEASE), ifUnsure, this::note);
  }

  private void note(String notice) {
    synchronized (notices) {
      notices.add(notice);
    }
  }

  private void leave(int number, ProcessMark process) {
    assertThat(locks.create(number, holder(process))).isTrue();
  }

  private static LockHolder holder(ProcessMark process) {
    return new LockHolder(
        UUID.randomUUID(), process, Instant.parse("2026-01-02T12:00:00Z"), LockFile.LEASE);
  }

  private static ProcessMark reborn(ProcessMark process) {
    return new ProcessMark(process.host(), process.scope(), process.pid(), process.start() + "1");
  }

  /** Sets when a lock was renewed last, and says when that is. */
  private Instant renewed(int number, Duration ago) throws IOException {
    Instant then = locks.now(UUID.randomUUID()).minus(ago);
    files.fileSystem().setTimes(locks.path(number), then.toEpochMilli(), -1);
    return then;
  }

  private void write(int number, byte[] content) throws IOException {
    try (FSDataOutputStream out = files.fileSystem().create(locks.path(number), true)) {
      out.write(content);
    }
  }

  private interface Happening {
    void run() throws IOException;
  }

  /** The same files; something happens just before their lock is first listed. */
  private LockFiles onceListed(Happening happening) {
    AtomicBoolean happened = new AtomicBoolean();
    FilterFileSystem watched =
        new FilterFileSystem(files.fileSystem()) {
          @Override
          public FileStatus[] listStatus(Path path) throws IOException {
            if (exists(locks.path(1)) && happened.compareAndSet(false, true)) {
              happening.run();
            }
            return super.listStatus(path);
          }
        };
    return new LockFiles(new HadoopFiles(watched, files.context()), folder);
  }

  /** Something happens after each commit. */
  private record AfterCommit(CheckpointStore store, Runnable happening) implements CheckpointStore {

    @Override
    public Optional<Checkpoint> latest() {
      return store.latest();
    }

    @Override
    public Pending prepare(Checkpoint checkpoint) {
      Pending pending = store.prepare(checkpoint);
      return new Pending() {
        @Override
        public void commit() {
          pending.commit();
          happening.run();
        }

        @Override
        public void close() {
          pending.close();
        }
      };
    }

    @Override
    public void keepBest(int round) {
      store.keepBest(round);
    }
  }

  /** A file system whose server has another time. */
  private FilterFileSystem clockWrongBy(int seconds) {
    return new FilterFileSystem(files.fileSystem()) {
      @Override
      public FileStatus getFileStatus(Path path) throws IOException {
        FileStatus status = super.getFileStatus(path);
        return new FileStatus(
            status.getLen(),
            status.isDirectory(),
            status.getReplication(),
            status.getBlockSize(),
            status.getModificationTime() + 1000L * seconds,
            status.getPath());
      }

      @Override
      public void setTimes(Path path, long modified, long accessed) throws IOException {
        super.setTimes(path, modified - 1000L * seconds, accessed);
      }
    };
  }

  private List<String> names() {
    return files.names(folder);
  }
}
