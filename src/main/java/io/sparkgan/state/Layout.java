package io.sparkgan.state;

import io.sparkgan.config.Sha256;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The sections of a state in their one order. Two states can be combined only if their layouts are
 * equal.
 */
public record Layout(List<Section> sections) implements Serializable {
  public Layout {
    sections = List.copyOf(sections);
    Set<String> names = new HashSet<>();
    for (Section section : sections) {
      if (!names.add(section.name())) {
        throw new IllegalArgumentException("Section " + section.name() + " appears twice");
      }
    }
  }

  /** Position of a section by name. */
  public int index(String name) {
    for (int i = 0; i < sections.size(); i++) {
      if (sections.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException("No section " + name + " in " + sections);
  }

  /** This layout, and last the average of the generator. */
  public Layout withAverage() {
    int length = sections.get(index(Section.GENERATOR)).length();
    Section average = new Section(Section.GENERATOR_AVERAGE, Section.Kind.MOVING_AVERAGE, length);
    return new Layout(
        Stream.concat(withoutAverage().sections.stream(), Stream.of(average)).toList());
  }

  /** The sections that workers train. */
  public Layout withoutAverage() {
    return new Layout(
        sections.stream().filter(s -> s.kind() != Section.Kind.MOVING_AVERAGE).toList());
  }

  /**
   * The first section of parameters that has no equal in another layout; if there is none, a state
   * of this layout can take its parameters from one of the other.
   */
  public Optional<Section> parametersMissingIn(Layout other) {
    return sections.stream()
        .filter(s -> s.kind() == Section.Kind.PARAMETERS && !other.sections.contains(s))
        .findFirst();
  }

  /** Size of all values in bytes. */
  public long bytes() {
    return sections.stream().mapToLong(s -> (long) s.length() * Float.BYTES).sum();
  }

  /** SHA-256 over names, kinds and lengths, in hexadecimal. */
  public String fingerprint() {
    StringBuilder text = new StringBuilder();
    for (Section section : sections) {
      text.append(section.name())
          .append(' ')
          .append(section.kind())
          .append(' ')
          .append(section.length())
          .append('\n');
    }
    return Sha256.hex(text.toString());
  }
}
