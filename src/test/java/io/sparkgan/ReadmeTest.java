package io.sparkgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import io.sparkgan.job.AveragingBenchJob;
import io.sparkgan.job.BenchJob;
import io.sparkgan.job.ClusterJob;
import io.sparkgan.job.EvaluateJob;
import io.sparkgan.job.ExportJob;
import io.sparkgan.job.GenerateJob;
import io.sparkgan.job.IngestJob;
import io.sparkgan.job.InspectJob;
import io.sparkgan.job.NotebookJob;
import io.sparkgan.job.RecipesJob;
import io.sparkgan.job.ReportJob;
import io.sparkgan.job.ResumeJob;
import io.sparkgan.job.SweepJob;
import io.sparkgan.job.TrainJob;
import io.sparkgan.job.TrainJudgeJob;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Whatever the documents name is there: files, jobs, options, settings, packages, tests. */
class ReadmeTest {
  private static final Map<String, Class<?>> JOBS =
      Map.ofEntries(
          Map.entry("train", TrainJob.class),
          Map.entry("train-judge", TrainJudgeJob.class),
          Map.entry("resume", ResumeJob.class),
          Map.entry("generate", GenerateJob.class),
          Map.entry("export", ExportJob.class),
          Map.entry("evaluate", EvaluateJob.class),
          Map.entry("inspect", InspectJob.class),
          Map.entry("report", ReportJob.class),
          Map.entry("recipes", RecipesJob.class),
          Map.entry("bench", BenchJob.class),
          Map.entry("bench-averaging", AveragingBenchJob.class),
          Map.entry("cluster", ClusterJob.class),
          Map.entry("ingest", IngestJob.class),
          Map.entry("notebook", NotebookJob.class),
          Map.entry("sweep", SweepJob.class));

  private static final Path DOCS = Path.of("docs");

  private static final Path RECIPES = DOCS.resolve("recipes.md");

  private static final Set<String> OPTIONS_OF_SPARK_SUBMIT =
      Set.of("--class", "--jars", "--properties-file");

  /** Keys of run.json that are no settings. */
  private static final Set<String> FACTS_OF_A_RUN = Set.of("data.fingerprint", "data.images");

  private static String readme;

  /** The documents beside it, by their file. */
  private static Map<Path, String> docs;

  private static String documents;

  @BeforeAll
  static void read() throws IOException {
    readme = Files.readString(Path.of("README.md"));
    docs = new TreeMap<>();
    try (Stream<Path> files = Files.list(DOCS)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".md")).toList()) {
        docs.put(file, Files.readString(file));
      }
    }
    documents = readme + String.join("\n", docs.values());
  }

  @Test
  void linksLeadToFiles() {
    assertThat(found(readme, "\\]\\((?!http)([^)#]+)\\)"))
        .isNotEmpty()
        .allSatisfy(link -> assertThat(Path.of(link)).exists());
  }

  @Test
  void linksOfTheOtherDocumentsLeadToFiles() {
    assertThat(found(String.join("\n", docs.values()), "\\]\\((?!http)([^)#]+)[)#]"))
        .isNotEmpty()
        .allSatisfy(link -> assertThat(DOCS.resolve(link)).exists());
  }

  @Test
  void everyDocumentCanBeFoundFromTheReadme() {
    assertThat(found(readme, "\\]\\((docs/[^)#]+[.]md)[)#]"))
        .containsAll(docs.keySet().stream().map(Path::toString).toList());
  }

  @Test
  void jobsAreThoseInTheirFolder() throws IOException {
    Set<String> scripts;
    try (Stream<Path> files = Files.list(Path.of("jobs"))) {
      scripts =
          files
              .filter(Files::isExecutable)
              .map(file -> file.getFileName().toString())
              .collect(Collectors.toSet());
    }

    assertThat(scripts).isEqualTo(JOBS.keySet());
    assertThat(found(documents, "\\bjobs/([a-z-]+)")).isEqualTo(new TreeSet<>(scripts));
  }

  @Test
  void examplesUseOptionsOfTheirJob() {
    List<MatchResult> examples =
        Pattern.compile("(?m)^jobs/([a-z-]+)( .*)$").matcher(documents).results().toList();

    assertThat(examples).hasSizeGreaterThan(5);
    assertThat(examples)
        .allSatisfy(
            example ->
                assertThat(options(example.group(1)))
                    .as(example.group())
                    .containsAll(found(example.group(2), "(?<= )(--[a-z][a-z-]*)")));
  }

  @Test
  void optionsBelongToSomeJob() {
    Set<String> all = new TreeSet<>(OPTIONS_OF_SPARK_SUBMIT);
    JOBS.keySet().forEach(job -> all.addAll(options(job)));

    assertThat(all).containsAll(found(documents, "(?<=[` ])(--[a-z][a-z-]*)"));
  }

  @Test
  void settingsHaveDefaults() {
    Config settings =
        ConfigFactory.parseString(SettingsReader.read(SettingsSources.defaults()).json());

    Set<String> keys =
        found(
            documents,
            "(?<![/.])\\b((?:data|training|averaging|checkpoint|samples|ema|evaluation)\\.[a-zA-Z]+)\\b");
    keys.removeAll(FACTS_OF_A_RUN);
    assertThat(keys)
        .contains("data.heldOut", "training.workers")
        .allSatisfy(key -> assertThat(settings.hasPathOrNull(key)).as(key).isTrue());
    assertThat(found(documents, "`(recipe\\.[a-zA-Z.]+)(?==[a-z0-9.-]+`|`)"))
        .hasSizeGreaterThan(10)
        .allSatisfy(key -> assertThat(settings.hasPathOrNull(key)).as(key).isTrue());
  }

  @Test
  void settingsOfTheExamplesAreAccepted() {
    List<MatchResult> examples =
        Pattern.compile("(?m)^jobs/(?:train|recipes)( .*--set[ =].*)$")
            .matcher(documents)
            .results()
            .toList();

    assertThat(examples).hasSizeGreaterThan(15);
    assertThat(examples)
        .allSatisfy(
            example -> {
              List<String> words = words(example.group(1));
              List<String> sets = values("--set", words);
              assertThat(sets).as(example.group()).isNotEmpty();
              assertThatCode(
                      () ->
                          SettingsReader.read(SettingsSources.recipe(recipe(words)).withSets(sets)))
                  .as(example.group())
                  .doesNotThrowAnyException();
            });
  }

  @Test
  void examplesAreReadAsAShellReadsThem() {
    assertThat(words(" tf-dcgan --set 'a={b=c, d=e}' --set \"f=g h\" --set i=j"))
        .containsExactly("tf-dcgan", "--set", "a={b=c, d=e}", "--set", "f=g h", "--set", "i=j");
    assertThat(values("--set", words("--set 'a=b c' --set=d=e --run f")))
        .containsExactly("a=b c", "d=e");
  }

  /** The recipe that an example names, after --recipe or as the first word. */
  private static String recipe(List<String> words) {
    return Stream.concat(values("--recipe", words).stream(), words.stream().limit(1))
        .filter(SettingsReader.recipeNames()::contains)
        .findFirst()
        .orElse(SettingsReader.recipeNames().get(0));
  }

  /** What an option is given, each time it is there. */
  private static List<String> values(String option, List<String> words) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).equals(option)) {
        values.add(words.get(i + 1));
      } else if (words.get(i).startsWith(option + "=")) {
        values.add(words.get(i).substring(option.length() + 1));
      }
    }
    return values;
  }

  /** The words of a command line; quotes keep a word together and are no part of it. */
  private static List<String> words(String line) {
    return Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+")
        .matcher(line)
        .results()
        .map(word -> word.group().replaceAll("['\"]", ""))
        .toList();
  }

  @Test
  void quirksAreThoseOfTheRecipes() {
    String recipes = docs.get(RECIPES);
    String table = recipes.substring(recipes.indexOf("## What the sources' code does"));
    Map<String, Set<String>> found = new TreeMap<>();
    String recipe = "";
    for (String line : table.lines().filter(row -> row.startsWith("| ")).toList()) {
      recipe = found(line, "^\\| `([a-z-]+)`").stream().findFirst().orElse(recipe);
      Set<String> quirks = found(line, "`(recipe\\.[A-Za-z.]+=[a-z0-9-]+)`");
      found.computeIfAbsent(recipe, name -> new TreeSet<>()).addAll(quirks);
    }
    found.remove("");

    Map<String, Set<String>> expected = new TreeMap<>();
    for (String name : SettingsReader.recipeNames()) {
      Set<String> quirks = new TreeSet<>();
      SettingsReader.quirks(name).forEach((key, value) -> quirks.add(key + "=" + value));
      if (!quirks.isEmpty()) {
        expected.put(name, quirks);
      }
    }
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void everyPackageIsInTheTable() throws IOException {
    String table = readme.substring(readme.indexOf("## Packages"), readme.indexOf("## Promises"));

    try (Stream<Path> files = Files.list(Path.of("src/main/java/io/sparkgan"))) {
      assertThat(found(table, "(?m)^\\| `([a-z]+)` \\|"))
          .containsExactlyInAnyOrderElementsOf(
              files
                  .filter(Files::isDirectory)
                  .map(folder -> folder.getFileName().toString())
                  .toList());
    }
  }

  @Test
  void recipesHaveTheParametersOfTheTable() {
    Map<String, String> expected = new TreeMap<>();
    for (String name : SettingsReader.recipeNames()) {
      Recipe recipe = SettingsReader.read(SettingsSources.recipe(name)).settings().recipe();
      long generator = recipe.generator().parameters(recipe.generatorInput());
      long discriminator = recipe.discriminator().parameters(recipe.discriminatorInput());
      expected.put(name, "%,d / %,d".formatted(generator, discriminator));
    }

    assertThat(parameters(readme)).isEqualTo(expected);
    assertThat(parameters(docs.get(RECIPES))).isEqualTo(expected);
  }

  private static Map<String, String> parameters(String document) {
    Map<String, String> table = new TreeMap<>();
    Pattern.compile("(?m)^\\| `([a-z-]+)` \\|.*?\\| ([0-9,]{4,}) \\| ([0-9,]{4,}) \\|")
        .matcher(document)
        .results()
        .forEach(row -> table.put(row.group(1), row.group(2) + " / " + row.group(3)));
    return table;
  }

  @Test
  void testsAreThere() throws IOException {
    List<String> tests = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      files.map(file -> file.getFileName().toString().replace(".java", "")).forEach(tests::add);
    }

    assertThat(tests).containsAll(found(documents, "`(\\w+(?:Test|IT))`"));
  }

  @Test
  void continuousIntegrationRunsTheTestCommand() throws IOException {
    assertThat(readme).contains("\nmvn -B verify\n");
    assertThat(Files.readString(Path.of(".ci/run"))).endsWith("\nexec mvn -B -ntp verify\n");
  }

  private static Set<String> options(String job) {
    return new CommandLine(JOBS.get(job), new AnyConstructor())
        .getCommandSpec()
        .optionsMap()
        .keySet();
  }

  /** Makes commands only to be asked for their options; what they need to run is left out. */
  private static final class AnyConstructor implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws ReflectiveOperationException {
      Constructor<?> constructor = type.getDeclaredConstructors()[0];
      constructor.setAccessible(true);
      return type.cast(constructor.newInstance(new Object[constructor.getParameterCount()]));
    }
  }

  /** What the first group of a pattern matches in a text. */
  private static Set<String> found(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
