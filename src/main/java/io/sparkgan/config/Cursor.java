package io.sparkgan.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the keys of one section. What is wrong goes to {@link Problems}, and a stand-in of the
 * right type comes back, so that reading goes on; keys that nobody read are problems too.
 */
final class Cursor {
  private static final int LONGEST_QUOTE = 60;

  /** A number of many more digits takes long to read. */
  private static final int LONGEST_NUMBER = 1_000;

  private final String path;
  private final ConfigObject section;
  private final Problems problems;
  private final Set<String> known = new TreeSet<>();

  private Cursor(String path, ConfigObject section, Problems problems) {
    this.path = path;
    this.section = section;
    this.problems = problems;
  }

  /** Reads a whole section: a key of it that the reader has not asked for is a problem. */
  static <T> T read(
      String path, ConfigObject section, Problems problems, Function<Cursor, T> reader) {
    Cursor cursor = new Cursor(path, section, problems);
    T result = reader.apply(cursor);
    cursor.reportUnknown();
    return result;
  }

  /** Where to report what holds between several keys. */
  Problems problems() {
    return problems;
  }

  /** Whether a key has a value that is not null. */
  boolean has(String key) {
    known.add(key);
    ConfigValue value = section.get(key);
    if (value == null) {
      return false;
    }
    problems.saw(at(key), value.origin());
    return value.valueType() != ConfigValueType.NULL;
  }

  <T> T section(String key, Function<Cursor, T> reader) {
    return value(key, "a section in { }", () -> standIn(reader), v -> inside(at(key), v, reader));
  }

  <T> List<T> list(String key, Function<Cursor, T> reader) {
    return value(
        key,
        "a list in [ ]",
        List::of,
        v ->
            v instanceof ConfigList list
                ? Optional.of(elements(at(key), list, reader))
                : Optional.empty());
  }

  /** A section whose {@code type} says what the other keys are. */
  <T> T variant(Map<String, Function<Cursor, T>> readers) {
    String type = choice("type", Choice.of(new TreeSet<>(readers.keySet())));
    if (problems.noneAt(at("type"))) {
      return readers.get(type).apply(this);
    }
    known.addAll(section.keySet()); // Of an unknown type no key can be called unknown.
    return standIn(readers.get(type));
  }

  <E extends Enum<E>> E oneOf(Class<E> type, String key) {
    List<E> constants = List.of(type.getEnumConstants());
    List<String> names = constants.stream().map(Constant::text).toList();
    return constants.get(names.indexOf(choice(key, Choice.of(names))));
  }

  /** A list of at least one constant, each once. */
  <E extends Enum<E>> List<E> someOf(Class<E> type, String key) {
    List<E> constants = List.of(type.getEnumConstants());
    List<String> names = constants.stream().map(Constant::text).toList();
    return value(
        key,
        "a list of one or more of %s, each once".formatted(String.join(", ", names)),
        () -> constants,
        v ->
            v instanceof ConfigList list
                ? Optional.of(list.stream().map(it -> scalar(it).orElse("")).toList())
                    .filter(found -> !found.isEmpty() && names.containsAll(found))
                    .filter(found -> Set.copyOf(found).size() == found.size())
                    .map(found -> found.stream().map(it -> constants.get(names.indexOf(it))))
                    .map(Stream::toList)
                : Optional.empty());
  }

  /** A text that matches a pattern. */
  String text(String key, Pattern pattern, String expected) {
    return value(key, expected, () -> "", v -> scalar(v).filter(pattern.asMatchPredicate()));
  }

  int count(String key, int least, int most) {
    return value(
        key,
        "a whole number from %d to %d".formatted(least, most),
        () -> least,
        v -> whole(v).filter(n -> n >= least && n <= most).map(Long::intValue));
  }

  long whole(String key) {
    return value(key, "a whole number of 64 bits", () -> 0L, Cursor::whole);
  }

  double number(String key, Range range) {
    return value(key, range.toString(), () -> 0.5, v -> number(v).filter(range::contains));
  }

  boolean flag(String key, boolean otherwise) {
    return has(key) ? value(key, "true or false", () -> otherwise, Cursor::flag) : otherwise;
  }

  /** {@code parse} is empty for what was not expected. */
  <T> T value(
      String key, String expected, Supplier<T> standIn, Function<ConfigValue, Optional<T>> parse) {
    return value(
        key, expected, standIn, parse, v -> "expected %s, found %s".formatted(expected, quote(v)));
  }

  /** A number or text as text; HOCON lets either stand for the other. */
  static Optional<String> scalar(ConfigValue value) {
    boolean nested = value instanceof ConfigObject || value instanceof ConfigList;
    return nested ? Optional.empty() : Optional.of(value.unwrapped().toString());
  }

  static Optional<Long> whole(ConfigValue value) {
    try {
      return digits(value).map(text -> new BigDecimal(text).longValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Double> number(ConfigValue value) {
    try {
      return digits(value).map(text -> new BigDecimal(text).doubleValue());
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> digits(ConfigValue value) {
    return scalar(value).filter(text -> text.length() <= LONGEST_NUMBER);
  }

  private static Optional<Boolean> flag(ConfigValue value) {
    return scalar(value)
        .flatMap(text -> Stream.of(true, false).filter(b -> b.toString().equals(text)).findFirst());
  }

  private String choice(String key, Choice choice) {
    return value(
        key,
        choice.toString(),
        () -> choice.names().get(0),
        v -> scalar(v).filter(choice.names()::contains),
        v -> choice.refusal(scalar(v).orElseGet(() -> quote(v))));
  }

  /** The one place where a key is read. */
  private <T> T value(
      String key,
      String expected,
      Supplier<T> standIn,
      Function<ConfigValue, Optional<T>> parse,
      Function<ConfigValue, String> refusal) {
    if (!has(key)) {
      problems.add(at(key), "missing; expected " + expected);
      return standIn.get();
    }
    ConfigValue value = section.get(key);
    Optional<T> parsed = parse.apply(value);
    if (parsed.isEmpty()) {
      problems.add(at(key), refusal.apply(value));
    }
    return parsed.orElseGet(standIn);
  }

  private <T> List<T> elements(String listPath, ConfigList list, Function<Cursor, T> reader) {
    List<T> result = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String at = "%s[%d]".formatted(listPath, i);
      ConfigValue element = list.get(i);
      problems.saw(at, element.origin());
      inside(at, element, reader)
          .ifPresentOrElse(
              result::add,
              () -> problems.add(at, "expected a section in { }, found " + quote(element)));
    }
    return result;
  }

  private <T> Optional<T> inside(String at, ConfigValue value, Function<Cursor, T> reader) {
    return value instanceof ConfigObject object
        ? Optional.of(read(at, object, problems, reader))
        : Optional.empty();
  }

  private static <T> T standIn(Function<Cursor, T> reader) {
    ConfigObject empty = ConfigValueFactory.fromMap(Map.of());
    return reader.apply(new Cursor("", empty, new Problems()));
  }

  private void reportUnknown() {
    Choice names = Choice.of(known);
    for (String key : new TreeSet<>(section.keySet())) {
      if (!known.contains(key)) {
        problems.saw(at(key), section.get(key).origin());
        problems.add(at(key), "unknown key; expected " + names + names.suggestion(key));
      }
    }
  }

  private String at(String key) {
    String quoted = ConfigUtil.joinPath(key);
    return path.isEmpty() ? quoted : path + "." + quoted;
  }

  private static String quote(ConfigValue value) {
    String text = value.render(ConfigRenderOptions.concise());
    return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
  }
}
