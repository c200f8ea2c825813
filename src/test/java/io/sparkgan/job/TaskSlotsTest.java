package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks of a process are counted as Spark documents its settings. */
class TaskSlotsTest {

  /** The columns are spark.executor.cores, spark.task.cpus and spark.cores.max. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "local                     |   |   |    | 1",
        "local[6]                  |   |   |    | 6",
        "local[6,2]                | 2 |   |    | 6",
        "local[6]                  |   | 4 |    | 1",
        "local[2]                  |   | 4 |    | 1",
        "yarn                      |   |   |    | 1",
        "yarn                      |   |   | 9  | 1",
        "yarn                      | 4 |   |    | 4",
        "k8s://https://host:6443   |   |   |    | 1",
        "spark://host:7077         | 8 |   |    | 8",
        "spark://host:7077         | 8 | 2 | 12 | 4",
        "spark://host:7077         |   |   | 12 | 12",
        "local-cluster[2, 3, 1024] |   |   |    | 3",
      })
  void tasksThatOneProcessRunsAtATime(
      String master, String cores, String cpus, String most, int expected) {
    Map<String, String> keys = new HashMap<>();
    keys.put("spark.executor.cores", cores);
    keys.put("spark.task.cpus", cpus);
    keys.put("spark.cores.max", most);
    keys.values().removeIf(it -> it == null);

    assertThat(slots(master, keys)).hasValue(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark://host:7077", "mesos://host:5050"})
  void anExecutorThatTakesItsWholeMachineIsNotCounted(String master) {
    assertThat(slots(master, new HashMap<>())).isEmpty();
  }

  private static OptionalInt slots(String master, Map<String, String> keys) {
    keys.put("spark.master", master);
    return new SparkOptions().slots(keys);
  }
}
