package io.sparkgan.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sparkgan.config.SettingsSources.ConfText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A judge's description is checked before anything is trained. */
class JudgeReaderTest {
  private static final String CONF =
      """
      judge {
        name = tiny
        image { height = 4, width = 4, channels = 1 }
        network {
          weights { type = glorot-uniform }
          optimiser { type = adam, rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }
          layers = [
            { type = flatten }
            { type = dense, units = 3 }
            { type = relu }
            { type = dense, units = 10 }
          ]
        }
        batch = 10, workers = 2, localSteps = 3, epochs = 5, shift = 1, seed = 7
      }
      """;

  @Test
  void theBuiltInJudgeHasFewFeaturesAndIsCheap() {
    JudgeSpec judge = JudgeReader.read(Optional.empty(), Map.of()).spec();
    long multiplyAdds = 0;
    Shape shape = judge.image();
    for (LayerSpec layer : judge.network().layers()) {
      multiplyAdds += layer.multiplyAdds(shape);
      if (layer.equals(judge.network().layers().get(judge.network().layers().size() - 1))) {
        assertThat(shape).isEqualTo(Shape.units(64));
      }
      shape = layer.output(shape);
    }
    assertThat(judge.image()).isEqualTo(Shape.image(1, 28, 28));
    assertThat(judge.classes()).isEqualTo(10);
    assertThat(multiplyAdds).isLessThan(4_000_000);
  }

  @Test
  void optionsBeatTheDescription() {
    JudgeSpec judge = read(CONF, Map.of("judge.epochs", "2", "judge.seed", "-1")).spec();
    assertThat(judge.epochs()).isEqualTo(2);
    assertThat(judge.seed()).isEqualTo(-1);
    assertThat(judge.name()).isEqualTo("tiny");
  }

  @Test
  void roundsShowEveryImageAtLeastSoOften() {
    JudgeSpec judge = read(CONF, Map.of()).spec();
    assertThat(judge.rounds(60)).isEqualTo(5);
    assertThat(judge.rounds(61)).isEqualTo(6);
    assertThat(judge.rounds(1)).isEqualTo(1);
  }

  @Test
  void jsonIsTheSameDescription() {
    JudgeConfiguration judge = read(CONF, Map.of("judge.seed", "3"));
    JudgeConfiguration again = JudgeReader.fromJson(judge.json(), "test");
    assertThat(again).isEqualTo(judge);
    assertThat(again.fingerprint()).isEqualTo(judge.fingerprint());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ type = relu }           | { type = dropout, rate = 0.5 }     | dropout 0.5 is no layer",
        "{ type = relu }           | { type = upsample, factor = 2 }    | upsample",
        "{ type = relu }           | { type = flatten }                 | features",
        "{ type = relu }           | { type = average-pool, size = 2 }  | does not fit",
        "units = 10 }              | units = 1 }                        | 2 to 255 units",
        "type = adam               | type = adam, epsilonForm = paper   | epsilonForm",
        "channels = 1              | channels = 3                       | from 1 to 1",
        "batch = 10                | bath = 10                          | judge.bath",
        "name = tiny               | name = Tiny/..                     | judge.name",
        "shift = 1                 | shift = -1                         | judge.shift",
        "shift = 1                 | shift = 4                          | 3 at most, found 4",
        "width = 4                 | width = 1                          | 0 at most, found 1",
      })
  void whatCannotBeTrainedIsRefused(String right, String wrong, String expected) {
    assertThat(CONF).contains(right);
    assertThat(problems(CONF.replace(right, wrong)))
        .anySatisfy(line -> assertThat(line).contains(expected).hasLineCount(1));
  }

  @Test
  void aDescriptionNeedsItsSection() {
    assertThat(problems("recipe { }"))
        .anySatisfy(line -> assertThat(line).contains("judge", "missing"));
  }

  private static JudgeConfiguration read(String conf, Map<String, String> options) {
    return JudgeReader.read(Optional.of(new ConfText("test.conf", conf)), options);
  }

  private static List<String> problems(String conf) {
    return catchThrowableOfType(UserInputException.class, () -> read(conf, Map.of())).problems();
  }
}
