package io.sparkgan.faults;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Kills processes of a Spark application at the moments that were asked for, by a signal that none
 * can catch. A plugin of Spark's: it is asked in the thread of each task, before that begins.
 */
public final class DeadlyPlugin implements SparkPlugin {
  /** A folder that all processes see: who runs as which process, and who was struck. */
  public static final String FOLDER = "spark.sparkgan.test.folder";

  /** The {@link Death}s, one a line. */
  public static final String DEATHS = "spark.sparkgan.test.deaths";

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String EXECUTOR = "executor-";
  private static final String STRUCK = "struck-";

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {};
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Executor();
  }

  /** How often processes were struck. */
  public static long struck(Path folder) {
    return files(folder, STRUCK).size();
  }

  /** Ends this process at once, and leaves word of why. */
  static void die(Path folder, String why) {
    write(folder.resolve(STRUCK + "itself"), why);
    kill(ProcessHandle.current());
  }

  /** Ends a process at once and waits until it is gone. */
  static void kill(ProcessHandle process) {
    signal(process, "-KILL");
    await().atMost(PATIENCE).until(() -> !process.isAlive());
  }

  private static void freeze(ProcessHandle process) {
    signal(process, "-STOP");
  }

  private static void signal(ProcessHandle process, String signal) {
    try {
      new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path folder, String prefix) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith(prefix)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Executor implements ExecutorPlugin {
    private Path folder;
    private Path own;
    private List<Death> deaths;

    @Override
    public void init(PluginContext context, Map<String, String> unused) {
      folder = Path.of(context.conf().get(FOLDER));
      deaths = context.conf().get(DEATHS).lines().map(Death::parse).toList();
      own = folder.resolve(EXECUTOR + context.executorID());
      write(own, Long.toString(ProcessHandle.current().pid()));
    }

    @Override
    public void onTaskStart() {
      TaskContext task = TaskContext.get();
      deaths.stream()
          .filter(death -> death.strikes(task) && !isOver(death))
          .forEach(death -> strike(death, task));
    }

    /** Executors that die take along what stages before made, so a stage may begin again. */
    private boolean isOver(Death death) {
      return files(folder, prefix(death)).size() >= death.attempts();
    }

    private String prefix(Death death) {
      return "%s%d-".formatted(STRUCK, deaths.indexOf(death));
    }

    private void strike(Death death, TaskContext task) {
      String name = prefix(death);
      write(folder.resolve(name + task.taskAttemptId()), death.text());
      switch (death.victim()) {
        case SELF -> kill(ProcessHandle.current());
        case OTHERS -> others().forEach(DeadlyPlugin::kill);
        case OTHERS_FROZEN -> others().forEach(DeadlyPlugin::freeze);
        case PARENT -> {
          ProcessHandle.current().parent().ifPresent(DeadlyPlugin::kill);
          awaitOwnEnd();
        }
        case NONE -> await().atMost(PATIENCE).until(() -> files(folder, name).size() > 1);
      }
    }

    private Stream<ProcessHandle> others() {
      return files(folder, EXECUTOR).stream()
          .filter(file -> !file.equals(own))
          .flatMap(file -> ProcessHandle.of(pid(file)).stream());
    }

    /**
     * An executor ends with the daemon that started it, but not at once; until then a tiny task
     * could succeed, and nothing would be lost.
     */
    private static void awaitOwnEnd() {
      await().atMost(PATIENCE).until(() -> false);
    }

    private static long pid(Path file) {
      try {
        return Long.parseLong(Files.readString(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
