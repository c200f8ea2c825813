package io.sparkgan.config;

import io.sparkgan.config.LayerSpec.BatchNorm.Statistics;
import io.sparkgan.config.OptimiserSpec.Adam.EpsilonForm;
import java.util.List;
import java.util.regex.Pattern;

/** The keys of a {@link JudgeSpec}, and what must hold between them. */
final class JudgeKeys {
  private static final String NETWORK = "judge.network";
  private static final String LAYERS = NETWORK + ".layers";
  private static final String SHIFT = "judge.shift";
  private static final int LONGEST_SIDE = 1024;
  private static final int LARGEST_BATCH = 65_536;
  private static final int MOST_CLASSES = 255;

  /** Fit to be part of a file name. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]*");

  private JudgeKeys() {}

  static JudgeSpec read(Cursor c) {
    JudgeSpec judge =
        new JudgeSpec(
            c.text("name", NAME, "a name of small letters, digits and hyphens"),
            c.section("image", JudgeKeys::image),
            c.section("network", NetworkKeys::read),
            c.count("batch", 1, LARGEST_BATCH),
            c.count("workers", 1, Integer.MAX_VALUE),
            c.count("localSteps", 1, Integer.MAX_VALUE),
            c.count("epochs", 1, Integer.MAX_VALUE),
            c.count("shift", 0, LONGEST_SIDE),
            c.whole("seed"));
    Problems problems = c.problems();
    Rule.checkAll(
        List.of(
            Rule.over(() -> checkLayers(judge, problems), "judge.image", LAYERS),
            Rule.over(() -> checkOptimiser(judge, problems), NETWORK + ".optimiser"),
            Rule.over(() -> checkShift(judge, problems), "judge.image", SHIFT)),
        problems);
    return judge;
  }

  /** Data sets are grey. */
  private static Shape image(Cursor c) {
    int height = c.count("height", 1, LONGEST_SIDE);
    int width = c.count("width", 1, LONGEST_SIDE);
    return Shape.image(c.count("channels", 1, 1), height, width);
  }

  /** An image that is moved by its whole side is black. */
  private static void checkShift(JudgeSpec judge, Problems problems) {
    int side = Math.min(judge.image().height(), judge.image().width());
    if (judge.shift() >= side) {
      problems.add(
          SHIFT,
          "expected less than height and width of judge.image, %d at most, found %d"
              .formatted(side - 1, judge.shift()));
    }
  }

  private static void checkLayers(JudgeSpec judge, Problems problems) {
    List<LayerSpec> layers = judge.network().layers();
    Shape shape = judge.image();
    for (int i = 0; i < layers.size(); i++) {
      String at = "%s[%d]".formatted(LAYERS, i);
      LayerSpec layer = layers.get(i);
      if (!isOrdinary(layer)) {
        problems.add(
            at,
            "%s is no layer that dl4j-spark trains a judge with".formatted(layer.description()));
        return;
      }
      try {
        shape = layer.output(shape);
      } catch (IllegalArgumentException e) {
        problems.add(
            at,
            "%s does not fit its input of %s: %s".formatted(layer.type(), shape, e.getMessage()));
        return;
      }
    }
    if (layers.size() < 2
        || isReshaping(layers.get(layers.size() - 2))
        || !(layers.get(layers.size() - 1) instanceof LayerSpec.Dense last)) {
      problems.add(
          LAYERS,
          "expected, at the end, a layer whose values are the features, then dense with a unit for each class");
    } else if (last.units() < 2 || last.units() > MOST_CLASSES) {
      problems.add(
          LAYERS,
          "expected 2 to %d units at the end, one for a class, found %d"
              .formatted(MOST_CLASSES, last.units()));
    }
  }

  /** Whether DL4J has such a layer of its own, and computes with it as ours does. */
  private static boolean isOrdinary(LayerSpec layer) {
    if (layer instanceof LayerSpec.BatchNorm norm) {
      return norm.scale() && norm.statistics() == Statistics.RUNNING;
    }
    return layer instanceof LayerSpec.Dense
        || layer instanceof LayerSpec.Convolution
        || layer instanceof LayerSpec.AveragePool
        || layer instanceof LayerSpec.Activation
        || isReshaping(layer);
  }

  private static boolean isReshaping(LayerSpec layer) {
    return layer instanceof LayerSpec.Reshape || layer instanceof LayerSpec.Flatten;
  }

  private static void checkOptimiser(JudgeSpec judge, Problems problems) {
    if (!(judge.network().optimiser() instanceof OptimiserSpec.Adam adam)
        || adam.epsilonForm() != EpsilonForm.HAT) {
      problems.add(
          NETWORK + ".optimiser",
          "expected adam with epsilonForm = hat, which dl4j-spark has, found "
              + judge.network().optimiser().description());
    }
  }
}
