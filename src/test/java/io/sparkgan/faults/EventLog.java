package io.sparkgan.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What Spark wrote down of an application. */
public record EventLog(List<JsonNode> events) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The settings that make Spark write it, as {@code KEY=VALUE}. */
  public static List<String> keys(Path folder) {
    return List.of("spark.eventLog.enabled=true", "spark.eventLog.dir=" + folder.toUri());
  }

  /** The log of the one application of a folder. */
  public static EventLog of(Path folder) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (String line : Files.readAllLines(files.findFirst().orElseThrow())) {
        events.add(JSON.readTree(line));
      }
    }
    return new EventLog(events);
  }

  /** How many executors came. */
  public long executorsAdded() {
    return named("SparkListenerExecutorAdded").count();
  }

  /** How many executors were lost before the application ended. */
  public long executorsLost() {
    return named("SparkListenerExecutorRemoved").count();
  }

  /** Why executors were lost, as Spark says. */
  public List<String> removals() {
    return named("SparkListenerExecutorRemoved")
        .map(event -> event.path("Removed Reason").asText())
        .toList();
  }

  /** How many attempts of tasks were begun because others took long. */
  public long speculative() {
    return named("SparkListenerTaskStart")
        .filter(event -> event.path("Task Info").path("Speculative").asBoolean())
        .count();
  }

  /**
   * How many tasks ended for a reason.
   *
   * @param job what the description of their job begins with
   * @param tasks of their stage, which tell the stages of a job apart
   * @param reason as {@code ExecutorLostFailure}
   */
  public long ended(String job, int tasks, String reason) {
    List<Integer> stages =
        named("SparkListenerJobStart")
            .filter(event -> description(event).startsWith(job))
            .flatMap(event -> elements(event.path("Stage Infos")))
            .filter(stage -> stage.path("Number of Tasks").asInt() == tasks)
            .map(stage -> stage.path("Stage ID").asInt())
            .toList();
    return named("SparkListenerTaskEnd")
        .filter(event -> stages.contains(event.path("Stage ID").asInt()))
        .filter(event -> event.path("Task End Reason").path("Reason").asText().equals(reason))
        .count();
  }

  private static String description(JsonNode jobStart) {
    return jobStart.path("Properties").path("spark.job.description").asText();
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return elements.stream();
  }

  private Stream<JsonNode> named(String name) {
    return events.stream().filter(event -> event.path("Event").asText().equals(name));
  }
}
