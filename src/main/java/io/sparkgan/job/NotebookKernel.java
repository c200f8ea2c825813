package io.sparkgan.job;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The JVM of the notebooks' kernel: that of a job, with the libraries that only notebooks need.
 *
 * @param home the folder of sparkgan
 * @param master of the Spark sessions that notebooks start
 * @param keys of Spark's that a user gave
 * @param runs URIs of the runs that notebooks look at; none if they choose themselves
 */
record NotebookKernel(
    Path home, Optional<String> master, Map<String, String> keys, List<String> runs) {

  /** File of the options that all our JVMs have. */
  Path sharedOptions() {
    return home.resolve("conf/jvm.options");
  }

  /** Its own options, the class path among them. Keys of Spark's may be secrets. */
  List<String> options() {
    List<String> options = new ArrayList<>();
    options.add("-Xmx" + Optional.ofNullable(System.getenv("SPARKGAN_HEAP")).orElse("3g"));
    options.add("-Djava.awt.headless=true");
    options.add("-Dlog4j2.configurationFile=file:" + home.resolve("conf/log4j2.properties"));
    sparkKeys().forEach((key, value) -> options.add("-D%s=%s".formatted(key, value)));
    if (!runs.isEmpty()) {
      options.add("-Dsparkgan.runs=" + String.join(",", runs));
    }
    options.addAll(List.of("-cp", classPath()));
    return options;
  }

  /** Variables of its process. What stays on this machine needs no other. */
  Map<String, String> environment() {
    return isHere()
        ? Map.of("OMP_NUM_THREADS", "1", "SPARK_LOCAL_IP", "127.0.0.1")
        : Map.of("OMP_NUM_THREADS", "1");
  }

  private boolean isHere() {
    return master
        .map(url -> url.matches("local.*|spark://(127[.]0[.]0[.]1|localhost):.*"))
        .orElse(true);
  }

  private String classPath() {
    return Stream.of("sparkgan.jar", "notebook/*", "lib/*", "spark/jars/*")
        .map(part -> home.resolve("target") + File.separator + part)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** A cluster's executors need our settings and jars; this machine has both. */
  private Map<String, String> sparkKeys() {
    Map<String, String> all = new LinkedHashMap<>();
    if (master.isPresent() && !master.get().startsWith("local")) {
      // With the user's own, as the script merges them.
      all.putAll(defaults(Path.of(System.getProperty("sparkgan.sparkDefaults"))));
      all.put("spark.jars", jars());
    }
    master.ifPresent(url -> all.put("spark.master", url));
    all.putAll(keys);
    return all;
  }

  private String jars() {
    try (Stream<Path> libraries = Files.list(home.resolve("target/lib"))) {
      return Stream.concat(Stream.of(home.resolve("target/sparkgan.jar")), libraries)
          .map(Path::toString)
          .collect(Collectors.joining(","));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list target/lib", e);
    }
  }

  private static Map<String, String> defaults(Path file) {
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
    // The options of the driver's JVM are those of the kernel's.
    return properties.stringPropertyNames().stream()
        .filter(key -> !key.equals("spark.driver.extraJavaOptions"))
        .collect(Collectors.toMap(key -> key, key -> properties.getProperty(key).strip()));
  }
}
