package io.sparkgan.notebook;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkgan.config.EnvironmentException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user's Jupyter, with our kernel beside whatever kernels it has. Nothing is installed in the
 * user's home: Jupyter is told of one more folder, which is there as long as it runs.
 */
public final class Jupyter implements AutoCloseable {
  /** For a server and its kernels to end by themselves. */
  private static final long PATIENCE_S = 10;

  private static final Logger LOG = LoggerFactory.getLogger(Jupyter.class);

  private final Path folder;

  private Jupyter(Path folder) {
    this.folder = folder;
  }

  /**
   * One that no other use of Jupyter shares the kernel's description with.
   *
   * @param parent folder for that
   */
  public static Jupyter in(Path parent) {
    try {
      Jupyter jupyter =
          new Jupyter(Files.createTempDirectory(Files.createDirectories(parent), "kernel"));
      Runtime.getRuntime().addShutdownHook(new Thread(jupyter::close));
      return jupyter;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot describe the kernel in " + parent, e);
    }
  }

  /** Debian's packages, each with the program that is started. */
  private enum Program {
    NBCONVERT("jupyter-nbconvert"),
    NOTEBOOK("jupyter-notebook");

    private final String name;

    Program(String name) {
      this.name = name;
    }
  }

  /**
   * Describes the kernel to Jupyter, under the name {@code java}.
   *
   * @param sharedOptions file of options of the kernel's JVM
   * @param options more of them, the class path among them; only this user can read them, whether
   *     in a file or in the list of processes
   * @param environment variables that the kernel has besides Jupyter's
   */
  public void describeKernel(
      Path sharedOptions, List<String> options, Map<String, String> environment) {
    try {
      Path kernel = Files.createDirectories(folder.resolve("kernels/java"));
      Path own = kernel.resolve("jvm.options");
      write(own, options.stream().map(Jupyter::quoted).collect(Collectors.joining("\n")));
      List<String> command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "@" + sharedOptions,
              "@" + own,
              JavaKernel.class.getName(),
              "{connection_file}");
      Map<String, Object> description =
          Map.of(
              "argv", command,
              "display_name", "Java",
              "language", "java",
              "interrupt_mode", "message",
              "env", environment);
      write(kernel.resolve("kernel.json"), new ObjectMapper().writeValueAsString(description));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot describe the kernel in " + folder, e);
    }
  }

  /** As the launcher of Java takes an option from a file. */
  private static String quoted(String option) {
    return '"' + option.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** A file that only this user can read. */
  private static void write(Path file, String text) throws IOException {
    Path written = Files.createTempFile(file.getParent(), "kernel", ".tmp");
    Files.writeString(written, text);
    Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Opens a folder of notebooks in the browser, until the user ends it.
   *
   * @return exit code of Jupyter
   * @throws EnvironmentException if Jupyter is not there and cannot be installed
   */
  public int open(Path notebooks) {
    List<String> arguments = new ArrayList<>(List.of("-y", "--notebook-dir", notebooks.toString()));
    if (isRoot()) {
      arguments.add("--allow-root");
    }
    return run(Program.NOTEBOOK, arguments);
  }

  /**
   * Runs notebooks from their first cell to their last, and keeps them with what they showed.
   *
   * @param out folder for them
   * @return 0, or another if a cell failed, which Jupyter has told
   * @throws EnvironmentException if Jupyter is not there and cannot be installed
   */
  public int execute(List<Path> notebooks, Path out) {
    List<String> arguments =
        new ArrayList<>(List.of("--to", "notebook", "--execute", "--output-dir", out.toString()));
    // A cell may train or generate for long.
    arguments.add("--ExecutePreprocessor.timeout=3600");
    // A kernel compiles before it answers, on a machine that may be busy.
    arguments.add("--ExecutePreprocessor.startup_timeout=300");
    notebooks.forEach(notebook -> arguments.add(notebook.toString()));
    return run(Program.NBCONVERT, arguments);
  }

  private int run(Program program, List<String> arguments) {
    require(program);
    List<String> command = new ArrayList<>(List.of(program.name));
    command.addAll(arguments);
    ProcessBuilder jupyter = new ProcessBuilder(command).inheritIO();
    jupyter
        .environment()
        .merge("JUPYTER_PATH", folder.toString(), (old, ours) -> ours + File.pathSeparator + old);
    return await(jupyter);
  }

  private static void require(Program program) {
    if (onPath(program.name)) {
      return;
    }
    if (!onPath("apt-get") || !isRoot()) {
      throw new EnvironmentException(
          "%1$s is not on the PATH; install it, on Debian by: apt-get install %1$s, elsewhere by: pip install notebook nbconvert"
              .formatted(program.name));
    }
    List<String> install =
        List.of("apt-get", "install", "-y", "--no-install-recommends", program.name);
    if (await(new ProcessBuilder("apt-get", "update").inheritIO()) != 0
        || await(new ProcessBuilder(install).inheritIO()) != 0) {
      throw new EnvironmentException(
          "apt-get cannot install %s, which notebooks need; see above".formatted(program.name));
    }
  }

  private static boolean onPath(String program) {
    return Optional.ofNullable(System.getenv("PATH")).stream()
        .flatMap(path -> Stream.of(path.split(File.pathSeparator, -1)))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static int await(ProcessBuilder builder) {
    try {
      Process process = builder.start();
      Thread end = new Thread(() -> end(process));
      Runtime.getRuntime().addShutdownHook(end);
      int code = process.waitFor();
      forget(end);
      return code;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EnvironmentException(builder.command().get(0) + " was interrupted");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + builder.command().get(0), e);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs already, and is why the process ended.
      LOG.debug("Ended with this process", e);
    }
  }

  /** Nothing that this process began outlives it: a server has kernels, and they have Spark. */
  private static void end(Process process) {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroy);
    CompletableFuture<?> ended =
        CompletableFuture.allOf(
            all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
    ended.completeOnTimeout(null, PATIENCE_S, TimeUnit.SECONDS).join();
    all.forEach(ProcessHandle::destroyForcibly);
  }

  /** Removes the kernel's description, if it is still there. */
  @Override
  public void close() {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + folder, e);
    }
  }
}
