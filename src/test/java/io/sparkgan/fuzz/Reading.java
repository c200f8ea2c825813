package io.sparkgan.fuzz;

import io.sparkgan.config.UserInputException;
import io.sparkgan.storage.DamagedCheckpointException;
import java.io.IOException;
import java.util.List;

/** What is done with any bytes: they are read, or refused in clear lines. All else is a finding. */
interface Reading {
  void run() throws IOException;

  static void readOrRefuse(Reading reading) throws IOException {
    try {
      reading.run();
    } catch (UserInputException e) {
      requireClear(e.problems());
    } catch (DamagedCheckpointException e) {
      requireClear(List.of(e.getMessage()));
      if (e.getMessage().lines().count() != 1) {
        throw new AssertionError("More than one line: " + e.getMessage());
      }
    }
  }

  private static void requireClear(List<String> problems) {
    for (String problem : problems) {
      if (problem.isBlank()) {
        throw new AssertionError("Nothing is said");
      }
    }
  }
}
