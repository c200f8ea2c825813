package io.sparkgan.state;

import io.sparkgan.config.Sha256;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * All that a round needs and produces: the values of every section and the step counters. Immutable
 * by convention: the arrays are shared, not copied, and whoever holds a state only reads them.
 */
public final class GanState implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Layout layout;
  private final float[][] values;
  private final long steps;
  private final long updaterSteps;

  /**
   * @param values one array per section, in the order of the layout
   * @param steps local steps every worker has taken since the initial state
   * @param updaterSteps local steps since the optimisers' state was last zero; Adam's bias
   *     correction counts these
   */
  public GanState(Layout layout, List<float[]> values, long steps, long updaterSteps) {
    if (values.size() != layout.sections().size()) {
      throw new IllegalArgumentException(
          "Layout has %d sections, values have %d"
              .formatted(layout.sections().size(), values.size()));
    }
    for (int i = 0; i < values.size(); i++) {
      Section section = layout.sections().get(i);
      if (values.get(i).length != section.length()) {
        throw new IllegalArgumentException(
            "Section %s has %d values, expected %d"
                .formatted(section.name(), values.get(i).length, section.length()));
      }
    }
    if (updaterSteps < 0 || steps < updaterSteps) {
      throw new IllegalArgumentException(
          "Steps %d, updater steps %d".formatted(steps, updaterSteps));
    }
    this.layout = layout;
    this.values = values.toArray(float[][]::new);
    this.steps = steps;
    this.updaterSteps = updaterSteps;
  }

  public Layout layout() {
    return layout;
  }

  public long steps() {
    return steps;
  }

  public long updaterSteps() {
    return updaterSteps;
  }

  /** The values of one section; not a copy. */
  public float[] values(String section) {
    return values[layout.index(section)];
  }

  /** The values of the section at one position of the layout; not a copy. */
  public float[] values(int section) {
    return values[section];
  }

  /**
   * This state with the parameters of another, whose optimisers may be others; updaters and
   * counters stay.
   */
  public GanState withParametersOf(GanState other) {
    if (layout.parametersMissingIn(other.layout).isPresent()) {
      throw new IllegalArgumentException("Parameters differ: " + layout + ", " + other.layout);
    }
    List<float[]> mixed = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      Section section = layout.sections().get(i);
      boolean parameters = section.kind() == Section.Kind.PARAMETERS;
      mixed.add(parameters ? other.values(section.name()) : values[i]);
    }
    return new GanState(layout, mixed, steps, updaterSteps);
  }

  /** The values of the generator's average, if one is kept; not a copy. */
  public Optional<float[]> average() {
    boolean kept =
        layout.sections().stream().anyMatch(s -> s.name().equals(Section.GENERATOR_AVERAGE));
    return kept ? Optional.of(values(Section.GENERATOR_AVERAGE)) : Optional.empty();
  }

  /**
   * This state with an average of the generator, in place of any it had.
   *
   * @param average as many values as the generator has parameters
   */
  public GanState withAverage(float[] average) {
    List<float[]> all = trainedValues();
    all.add(average);
    return new GanState(layout.withAverage(), all, steps, updaterSteps);
  }

  /** What workers train: all but an average of the generator. */
  public GanState withoutAverage() {
    return new GanState(layout.withoutAverage(), trainedValues(), steps, updaterSteps);
  }

  /**
   * {@link #withoutAverage()}, but with the average as the generator's parameters: to make images
   * with, not to train on.
   *
   * @throws IllegalStateException if there is no average
   */
  public GanState withAverageAsGenerator() {
    float[] average =
        average().orElseThrow(() -> new IllegalStateException("No average in " + layout));
    Layout trained = layout.withoutAverage();
    List<float[]> mixed = trainedValues();
    mixed.set(trained.index(Section.GENERATOR), average);
    return new GanState(trained, mixed, steps, updaterSteps);
  }

  private List<float[]> trainedValues() {
    List<float[]> trained = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      if (layout.sections().get(i).kind() != Section.Kind.MOVING_AVERAGE) {
        trained.add(values[i]);
      }
    }
    return trained;
  }

  /** The first section that holds a NaN or an infinity. */
  public Optional<Section> firstNotFinite() {
    for (int i = 0; i < values.length; i++) {
      for (float value : values[i]) {
        if (!Float.isFinite(value)) {
          return Optional.of(layout.sections().get(i));
        }
      }
    }
    return Optional.empty();
  }

  /** SHA-256 over layout, counters and the little-endian bits of every value, in hexadecimal. */
  public String sha256() {
    MessageDigest digest = Sha256.digest();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(HexFormat.of().parseHex(layout.fingerprint())).putLong(steps).putLong(updaterSteps);
    for (float[] section : values) {
      for (float value : section) {
        if (buffer.remaining() < Float.BYTES) {
          digest.update(buffer.flip());
          buffer.clear();
        }
        buffer.putFloat(value);
      }
    }
    digest.update(buffer.flip());
    return HexFormat.of().formatHex(digest.digest());
  }
}
