package io.sparkgan.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;

/** All combinations of the values of some axes. */
record Grid(List<GridAxis> axes) {

  /**
   * One combination.
   *
   * @param values one of each axis
   */
  record Point(List<ConfigValue> values) {}

  /** Number of combinations; a large number if there are more than that. */
  long size() {
    return axes.stream()
        .mapToLong(axis -> axis.values().size())
        .reduce(1, (a, b) -> Math.min(Integer.MAX_VALUE, a * b));
  }

  /** Every combination, the last axis the fastest. */
  List<Point> points() {
    List<Point> points = List.of(new Point(List.of()));
    for (GridAxis axis : axes) {
      points =
          points.stream()
              .flatMap(point -> axis.values().stream().map(value -> with(point, value)))
              .toList();
    }
    return points;
  }

  private static Point with(Point point, ConfigValue value) {
    List<ConfigValue> values = new ArrayList<>(point.values());
    values.add(value);
    return new Point(List.copyOf(values));
  }

  /** What a combination sets. */
  Config settings(Point point) {
    Config settings = ConfigFactory.empty();
    for (int i = 0; i < axes.size(); i++) {
      settings = settings.withValue(axes.get(i).key(), point.values().get(i));
    }
    return settings;
  }

  /** What a run of it is called: {@code workers-4_localSteps-25_seed-1}. */
  String name(Point point) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      GridAxis axis = axes.get(i);
      words.add(plain(axis.label(axes)) + "-" + plain(axis.text(point.values().get(i))));
    }
    return String.join("_", words);
  }

  /** Only characters that the name of a run may have. */
  private static String plain(String text) {
    return text.replaceAll("[^A-Za-z0-9._-]+", "-");
  }

  List<Object> values(Point point) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      values.add(axes.get(i).typed(point.values().get(i)));
    }
    return values;
  }

  List<Sweep.Axis> described() {
    return axes.stream()
        .map(axis -> new Sweep.Axis(axis.key(), axis.label(axes), axis.type()))
        .toList();
  }
}
