package io.sparkgan.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that no slip of the hand makes are refused like those that one does. */
class HostileSettingsTest {
  private static final SettingsSources SOURCES = SettingsSources.defaults();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {101, 3_000, 100_000, 500_000})
  void settingsInsideEachOtherWithoutEndAreRefused(int depth) {
    for (String text :
        List.of(
            "a = " + "[".repeat(depth) + "]".repeat(depth),
            "a = " + "[".repeat(depth),
            "{ a : ".repeat(depth) + "1" + " }".repeat(depth),
            "a" + ".a".repeat(depth) + " = 1",
            "a" + ".a".repeat(depth) + " = ${b}\nb = 1",
            "a = ${?b} { a" + ".a".repeat(depth) + " = 1 }")) {
      assertThat(problems(text.length() < ConfParser.LONGEST ? text : text.substring(0, 1 << 19)))
          .isNotEmpty()
          .allSatisfy(problem -> assertThat(PlainText.line(problem)).hasSizeLessThan(3_000));
    }
    assertThat(problems("a = " + "[".repeat(depth) + "]".repeat(depth)))
        .containsExactly(
            "my.conf: cannot be read as HOCON: expected at most 100 sections, lists or includes inside"
                + " each other, found more");
  }

  @Test
  void textsOfAnySizeAreRefused() {
    assertThat(problems("#".repeat(ConfParser.LONGEST + 1)))
        .containsExactly(
            "my.conf: cannot be read as HOCON: expected at most 1048576 characters, found 1048577");
    assertThat(problems("training.rounds = \"" + "9".repeat(1_000_000) + "\""))
        .singleElement()
        .asString()
        .startsWith("training.rounds (my.conf: 1): expected a whole number from 0 to 2147483647")
        .hasSizeLessThan(300);
    String keys =
        IntStream.range(0, 2_000).mapToObj(i -> "k" + i + "=1").collect(Collectors.joining("\n"));
    assertThat(problems(keys)).hasSize(2_000);
  }

  @Test
  void substitutionsThatGoInCirclesAreRefused() {
    for (String text :
        List.of(
            "x = ${y}\ny = ${x}",
            "x = ${y}\ny = ${z}\nz = [${x}]",
            "x = { a = ${x.b}, b = ${x.a} }")) {
      assertThat(problems(text))
          .singleElement()
          .asString()
          .startsWith("Cannot replace a substitution")
          .contains("cycle");
    }
  }

  @Test
  void theLastOfTwoEqualKeysCounts() {
    Settings settings =
        SettingsReader.read(
                SOURCES.withConf(
                    "my.conf", "training.seed = 3\ntraining { seed = 4, \"seed\" = 5 }"))
            .settings();
    assertThat(settings.training().seed()).isEqualTo(5);
  }

  @Test
  void charactersThatAreNotSeenMakeAnotherKeyOrNoNumber() {
    for (String key : List.of("training.ro\u200bunds", "training.\"ro\u202eunds\"", "\u0430")) {
      assertThat(problems(key + " = 1")).singleElement().asString().contains("unknown key");
    }
    assertThat(problems("training.rounds = \"1\u0000\""))
        .singleElement()
        .asString()
        .contains("cannot be read as HOCON", "control character 0x0");
    assertThat(problems("recipe.name = \"a\\u001b[31m\""))
        .singleElement()
        .asString()
        .contains("expected a name of letters");
  }

  @Test
  void aFileThatIncludesItselfIsRefused() throws IOException {
    Path conf = folder.resolve("a.conf");
    Files.writeString(conf, "include \"b.conf\"");
    Files.writeString(folder.resolve("b.conf"), "include \"a.conf\"\ninclude \"a.conf\"");
    assertThat(Refusal.problems(SOURCES.withConf(conf.toString(), Files.readString(conf))))
        .singleElement()
        .asString()
        .contains("cannot be read as HOCON", "includes inside each other");
  }

  @Test
  void anIncludeIsAFileOfASizeThatConfigurationsHave() throws IOException {
    Files.write(folder.resolve("long.conf"), new byte[ConfParser.LONGEST + 1]);
    for (String file :
        List.of(folder.resolve("long.conf").toString(), "/dev/zero", folder.toString())) {
      assertThat(problems("include file(\"" + file + "\")"))
          .as(file)
          .singleElement()
          .asString()
          .contains("include of " + file + ": expected a file of at most 1048576 bytes");
    }
  }

  @Test
  void anIncludeMayBeAnyFileOfTheUsersOwn() throws IOException {
    Path other = Files.writeString(folder.resolve("other.conf"), "training.seed = 77");
    assertThat(
            SettingsReader.read(SOURCES.withConf("my.conf", "include file(\"" + other + "\")"))
                .settings()
                .training()
                .seed())
        .isEqualTo(77);
  }

  @Test
  void whatARunFileSaysIsBoundedToo() {
    for (String json :
        List.of(
            "{\"a\":".repeat(3_000),
            "{\"a\":".repeat(3_000) + "1" + "}".repeat(3_000),
            "[".repeat(100_000),
            "{\"a\":\"" + "x".repeat(ConfParser.LONGEST) + "\"}",
            "[1]",
            "null",
            "",
            "\u0000",
            "{\"training\":{\"rounds\":1e999999999}}")) {
      assertThatThrownBy(() -> SettingsReader.fromJson(json, "run.json"))
          .isInstanceOf(UserInputException.class);
    }
  }

  @Test
  void aRunFileHasNoSayInSpark() {
    String json = SettingsReader.read(SOURCES).json();
    for (String key :
        List.of(
            "\"spark\" : { \"jars\" : \"http://127.0.0.1:9/x.jar\" }",
            "\"spark.driver.extraJavaOptions\" : \"-javaagent:x\"",
            "\"spark\" : { \"plugins\" : \"x.Y\" }")) {
      assertThatThrownBy(
              () -> SettingsReader.fromJson("{" + key + "," + json.substring(1), "run.json"))
          .isInstanceOf(UserInputException.class)
          .hasMessageStartingWith("run.json: expected no keys of Spark's, found [spark.");
    }
  }

  @Test
  void valuesOutOfRangeInARunFileAreRefused() {
    String json = SettingsReader.read(SOURCES).json();
    for (String other :
        List.of("-1", "2147483648", "1e40", "\"many\"", "[]", "{}", "null", "1.5")) {
      String changed = json.replaceFirst("\"localSteps\" : \\d+", "\"localSteps\" : " + other);
      assertThat(changed).isNotEqualTo(json);
      assertThatThrownBy(() -> SettingsReader.fromJson(changed, "run.json"))
          .as(other)
          .isInstanceOf(UserInputException.class)
          .hasMessageContaining("training.localSteps (run.json")
          .message()
          .hasLineCount(1);
    }
  }

  private static List<String> problems(String text) {
    return Refusal.problems(SOURCES.withConf("my.conf", text));
  }
}
