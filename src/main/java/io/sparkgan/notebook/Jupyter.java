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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The user's Jupyter, with our kernel beside whatever kernels it has. Nothing is installed in the
 * user's home: Jupyter is told of one more folder.
 *
 * @param folder for the kernel's description
 */
public record Jupyter(Path folder) {
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
   * @param jvm options of the kernel's JVM, its class path among them
   * @param environment variables that the kernel has besides Jupyter's
   */
  public void describeKernel(List<String> jvm, Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(List.of(JavaKernel.class.getName(), "{connection_file}"));
    Map<String, Object> description =
        Map.of(
            "argv", command,
            "display_name", "Java",
            "language", "java",
            "interrupt_mode", "message",
            "env", environment);
    try {
      Path kernel = Files.createDirectories(folder.resolve("kernels/java"));
      // Readable by the user alone, as keys of Spark's may be secrets.
      Path written = Files.createTempFile(kernel, "kernel", ".tmp");
      new ObjectMapper().writeValue(written.toFile(), description);
      Files.move(written, kernel.resolve("kernel.json"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot describe the kernel in " + folder, e);
    }
  }

  /**
   * Opens a folder of notebooks in the browser, until the user ends it.
   *
   * @return exit code of Jupyter
   * @throws EnvironmentException if Jupyter is not there and cannot be installed
   */
  public int open(Path notebooks) {
    return run(Program.NOTEBOOK, List.of("--notebook-dir", notebooks.toString()));
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
    boolean debian = onPath("apt-get") && System.getProperty("user.name").equals("root");
    if (!debian) {
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

  private static int await(ProcessBuilder builder) {
    try {
      Process process = builder.start();
      try {
        return process.waitFor();
      } catch (InterruptedException e) {
        process.destroy();
        Thread.currentThread().interrupt();
        throw new EnvironmentException(builder.command().get(0) + " was interrupted");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + builder.command().get(0), e);
    }
  }
}
