package io.sparkgan.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sparkgan.Computes;
import io.sparkgan.storage.JudgeFolder;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the judge's description says of it holds. */
class ShippedJudgeIT {
  private static final int ALL = 10_000;

  @Test
  void itsAccuracyOnAllTestDigitsIsAsRecorded() throws IOException {
    TestDigits digits = TestDigits.first(ALL);
    Judge judge = new Judge(JudgeFolder.shipped("mnist"), Computes.USUAL);
    double accuracy = digits.accuracy(judge.appraise(digits.pixels(), ALL));
    Config recorded = ConfigFactory.parseResources("judges/mnist/judge.json");
    assertThat(accuracy)
        .isGreaterThanOrEqualTo(.992)
        // A digit between two classes may fall to either side.
        .isCloseTo(recorded.getDouble("test.accuracy"), within(2.0 / ALL));
  }
}
