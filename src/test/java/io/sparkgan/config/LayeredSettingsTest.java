package io.sparkgan.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options beat {@code --set} beats the file beats the recipe beats the defaults. */
class LayeredSettingsTest {
  private static final SettingsSources SOURCES = SettingsSources.recipe("keras-mlp");

  @Test
  void eachLayerBeatsTheOnesBelow() {
    assertThat(steps(SettingsSources.defaults())).isEqualTo(100);
    assertThat(steps(SOURCES)).isEqualTo(500);
    SettingsSources file = SOURCES.withConf("my.conf", "training.localSteps = 7");
    assertThat(steps(file)).isEqualTo(7);
    SettingsSources set = file.withSets(List.of("training.localSteps=8", "training.localSteps=9"));
    assertThat(steps(set)).isEqualTo(9);
    assertThat(steps(set.withOptions(Map.of("training.localSteps", "10")))).isEqualTo(10);
  }

  @Test
  void optionalNumbersCanBeSetAndUnset() {
    SettingsSources file =
        SOURCES.withConf("my.conf", "training { workers = 4, epochs = 2.5, seed = -9 }");
    assertThat(training(file).workers()).isEqualTo(OptionalInt.of(4));
    assertThat(training(file).epochs()).isEqualTo(OptionalDouble.of(2.5));
    assertThat(training(file).seed()).isEqualTo(-9);
    SettingsSources unset =
        file.withSets(List.of("training.workers=null", "training.epochs = null"));
    assertThat(training(unset).workers()).isEmpty();
    assertThat(training(unset).epochs()).isEmpty();
  }

  @Test
  void roundsBeatTheEpochsOfAWeakerLayer() {
    SettingsSources file = SOURCES.withConf("my.conf", "training.epochs = 2");
    assertThat(training(file).epochs()).isPresent();
    Settings.Training training = training(file.withOptions(Map.of("training.rounds", "3")));
    assertThat(training.epochs()).isEmpty();
    assertThat(training.rounds()).isEqualTo(3);
    SettingsSources substituted =
        SOURCES.withConf("my.conf", "training = ${training} { epochs = 2 }");
    assertThat(training(substituted.withOptions(Map.of("training.rounds", "3"))))
        .isEqualTo(training);
  }

  @Test
  void listsReplaceAndAnotherKindOfWeightsLeavesNothingBehind() {
    Recipe recipe =
        settings(
                SettingsSources.defaults()
                    .withConf(
                        "my.conf",
                        """
                        recipe {
                          name = mine
                          discriminator.weights { type = normal, stddev = 0.5 }
                          generator.weights { type = normal, stddev = 0.5 }
                          discriminator.layers = [{ type = flatten }, { type = dense, units = 1 }]
                        }
                        """)
                    .withSets(List.of("recipe.generator.weights.type=glorot-uniform")))
            .recipe();
    assertThat(recipe.name()).isEqualTo("mine");
    assertThat(recipe.generator().weights()).isEqualTo(new WeightInit.GlorotUniform());
    assertThat(recipe.discriminator().weights()).isEqualTo(new WeightInit.Normal(0.5));
    assertThat(recipe.discriminator().layers())
        .containsExactly(new LayerSpec.Flatten(), new LayerSpec.Dense(1, true));
  }

  @Test
  void anotherIntervalLeavesNothingBehind() {
    SettingsSources file =
        SettingsSources.defaults()
            .withConf(
                "my.conf",
                "averaging.interval {type = adaptive, least = 2, most = 800, shortenAbove = 0.1, lengthenBelow = 0.05, patience = 1}");
    assertThat(settings(file).averaging().interval()).isInstanceOf(Interval.Adaptive.class);
    SettingsSources set = file.withSets(List.of("averaging.interval.type=constant"));
    assertThat(settings(set).averaging().interval()).isEqualTo(new Interval.Constant());
  }

  @Test
  void anotherOptimiserLeavesNothingBehindWhateverTheOrderOfTheSets() {
    Recipe recipe =
        settings(
                SettingsSources.recipe("rmsprop-dcgan")
                    .withSets(
                        List.of(
                            "recipe.generator.optimiser.rate=1e-3",
                            "recipe.generator.optimiser.beta1=0.5",
                            "recipe.generator.optimiser.type=adam",
                            "recipe.generator.optimiser.beta2=0.9",
                            "recipe.generator.optimiser.epsilon=1e-8",
                            "recipe.discriminator.optimiser.schedule.last=0",
                            "recipe.discriminator.optimiser.schedule.type=linear",
                            "recipe.discriminator.optimiser.schedule.updates=10")))
            .recipe();
    assertThat(recipe.generator().optimiser())
        .isEqualTo(
            new OptimiserSpec.Adam(
                1e-3, 0.5, 0.9, 1e-8, OptimiserSpec.Adam.EpsilonForm.HAT, new Schedule.Constant()));
    assertThat(recipe.discriminator().optimiser())
        .isEqualTo(new OptimiserSpec.RmsProp(2e-4, 0.9, 1e-7, new Schedule.Linear(0, 10)));
  }

  @Test
  void ofRoundsAndEpochsAmongSetsTheLaterCounts() {
    assertThat(
            training(SOURCES.withSets(List.of("training.epochs=2", "training.rounds=3"))).epochs())
        .isEmpty();
    assertThat(
            training(SOURCES.withSets(List.of("training.rounds=3", "training.epochs=2"))).epochs())
        .isPresent();
  }

  @Test
  void everyKindOfValueFitsIntoASet() {
    Settings settings =
        settings(
            SOURCES.withSets(
                List.of(
                    "data.uri=hdfs://name:8020/data//mnist#1",
                    "averaging.weights=equal",
                    "recipe.discriminator.optimiser.rate=.5e-3",
                    "recipe.discriminator.layers=[{type=flatten},{type=dense,units=1,bias=false}]",
                    "recipe.description=\"a # b\"")));
    assertThat(settings.data().uri()).isEqualTo("hdfs://name:8020/data//mnist#1");
    assertThat(settings.averaging().weights()).isEqualTo(Settings.Averaging.Weights.EQUAL);
    assertThat(settings.recipe().discriminator().optimiser().rate()).isEqualTo(5e-4);
    assertThat(settings.recipe().discriminator().layers())
        .containsExactly(new LayerSpec.Flatten(), new LayerSpec.Dense(1, false));
    assertThat(settings.recipe().description()).isEqualTo("a # b");
  }

  @Test
  void aSetCannotSmuggleInAnotherKey() {
    Settings settings = settings(SOURCES.withSets(List.of("data.uri=a, training.seed = 5")));
    assertThat(settings.data().uri()).isEqualTo("a, training.seed = 5");
    assertThat(settings.training().seed()).isEqualTo(1);
  }

  @Test
  void sparkKeysGoToSparkAndNowhereElse() {
    Configuration configuration =
        SettingsReader.read(
            SOURCES
                .withConf(
                    "my.conf",
                    """
                    spark.executor.memory = 4g
                    spark.ssl.keyPassword = secret
                    "spark.speculation" = true
                    "spark.speculation.interval" = 1s
                    """)
                .withSets(List.of("spark.executor.memory=8g"))
                .withOptions(Map.of("spark.task.cpus", "1")));
    assertThat(configuration.spark())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "spark.executor.memory", "8g",
                "spark.ssl.keyPassword", "secret",
                "spark.speculation", "true",
                "spark.speculation.interval", "1s",
                "spark.task.cpus", "1"));
    assertThat(configuration.json()).doesNotContain("spark", "secret");
    assertThat(configuration.toString()).doesNotContain("secret");
  }

  @Test
  void jsonGivesEqualSettings() throws IOException {
    for (String recipe : SettingsReader.recipeNames()) {
      Configuration configuration =
          SettingsReader.read(
              SettingsSources.recipe(recipe)
                  .withSets(List.of("training.epochs=1.5", "training.seed=007")));
      Configuration again = SettingsReader.fromJson(configuration.json(), "run.json");
      assertThat(again.settings()).isEqualTo(configuration.settings());
      assertThat(again.json()).isEqualTo(configuration.json());
      JsonNode json = new ObjectMapper().readTree(configuration.json());
      assertThat(json.at("/recipe/name").asText()).isEqualTo(recipe);
      assertThat(json.at("/training/epochs").isNumber()).isTrue();
      assertThat(json.at("/training/seed").isNumber()).isTrue();
    }
  }

  @Test
  void keysThatAreNewerThanTheJsonHaveTheirDefaults() {
    Configuration configuration =
        SettingsReader.read(SOURCES.withSets(List.of("recipe.batch.real=32", "training.seed=7")));
    Config older =
        ConfigFactory.parseString(configuration.json())
            .withoutPath("recipe.labels")
            .withoutPath("recipe.packing")
            .withoutPath("recipe.bf16")
            .withoutPath("ema")
            .withoutPath("compute")
            .withoutPath("data.heldOut")
            .withoutPath("data.partition");
    Configuration again =
        SettingsReader.fromJson(older.root().render(ConfigRenderOptions.concise()), "run.json");
    assertThat(again.settings()).isEqualTo(configuration.settings());
    assertThat(again.json()).isEqualTo(configuration.json());
  }

  @Test
  void theFingerprintIsOfWhatDecidesTheBits() {
    String fingerprint = SettingsReader.read(SOURCES).settings().fingerprint();
    for (String shown :
        List.of(
            "ema.samples=false",
            "samples.count=4",
            "checkpoint.keep=9",
            "training.rounds=3",
            "evaluation.judge=none",
            "evaluation.every=3",
            "evaluation.patience=2",
            "evaluation.concurrent=true")) {
      assertThat(SettingsReader.read(SOURCES.withSets(List.of(shown))).settings().fingerprint())
          .as(shown)
          .isEqualTo(fingerprint);
    }
    for (String decides :
        List.of(
            "ema.decay=0.5",
            "data.heldOut=5",
            "data.partition=by-label(2)",
            "training.seed=2",
            "recipe.packing=2",
            "compute.backend=dl4j",
            "compute.precision=f32")) {
      assertThat(SettingsReader.read(SOURCES.withSets(List.of(decides))).settings().fingerprint())
          .as(decides)
          .isNotEqualTo(fingerprint);
    }
  }

  @Test
  void aConfigurationChangesByOptions() {
    Configuration configuration =
        SettingsReader.read(SOURCES.withSets(List.of("training.epochs=3", "spark.a=b")));
    Configuration changed =
        configuration.with(Map.of("training.workers", "4", "training.rounds", "12"));
    assertThat(changed.settings().training())
        .isEqualTo(new Settings.Training(OptionalInt.of(4), 500, 12, OptionalDouble.empty(), 1));
    assertThat(changed.spark()).isEqualTo(Map.of("spark.a", "b"));
    assertThat(SettingsReader.fromJson(changed.json(), "run.json").settings())
        .isEqualTo(changed.settings());
  }

  @Test
  void whatANetworkIsComputedWithIsKeptOnceItIsSettled() {
    Compute settled = new Compute(Compute.Backend.ONEDNN, Compute.Precision.BF16);
    Configuration configuration = SettingsReader.read(SOURCES);
    assertThat(configuration.settings().compute().settled()).isFalse();
    assertThat(configuration.with(settled).settings().compute()).isEqualTo(settled);
    assertThat(SettingsReader.fromJson(configuration.with(settled).json(), "run.json").settings())
        .isEqualTo(configuration.with(settled).settings());
  }

  @Test
  void jsonIsJsonOnly() {
    String json = SettingsReader.read(SOURCES).json();
    for (String more : List.of("include \"x\"", "# comment", "training.rounds = ${a}", "a = 1")) {
      assertThatThrownBy(
              () -> SettingsReader.fromJson("{" + more + "\n" + json.substring(1), "run.json"))
          .isInstanceOf(UserInputException.class)
          .hasMessageStartingWith("run.json: cannot be read as JSON");
    }
  }

  @Test
  void includesComeFromBesideTheFileOrTheClassPath(@TempDir Path folder) throws IOException {
    Files.createDirectory(folder.resolve("inner"));
    Files.writeString(folder.resolve("inner/a.conf"), "include \"b.conf\"");
    Files.writeString(folder.resolve("inner/b.conf"), "training.localSteps = 33");
    Path conf = folder.resolve("my.conf");
    assertThat(steps(SOURCES.withConf(conf.toString(), "include \"inner/a.conf\""))).isEqualTo(33);
    assertThat(steps(SOURCES.withConf(conf.toString(), "include file(\"inner/b.conf\")")))
        .isEqualTo(33);
    String tf = "include classpath(\"conf/recipes/tf-dcgan.conf\")";
    assertThat(settings(SOURCES.withConf("my.conf", tf)).recipe())
        .isEqualTo(settings(SettingsSources.recipe("tf-dcgan")).recipe());
  }

  @Test
  void includesOfUrlsAreRefused(@TempDir Path folder) throws IOException {
    Path there = Files.writeString(folder.resolve("b.conf"), "training.localSteps = 33");
    String url = there.toUri().toString();
    Path outer = Files.writeString(folder.resolve("a.conf"), "include url(\"" + url + "\")");
    for (String include :
        List.of(
            "include url(\"" + url + "\")",
            "include required(url(\"" + url + "\"))",
            "include \"" + url + "\"",
            "include \"http://127.0.0.1:9/b.conf\"",
            "include file(\"" + outer + "\")")) {
      assertThatThrownBy(() -> settings(SOURCES.withConf("my.conf", include)))
          .isInstanceOf(UserInputException.class)
          .hasMessageContaining("my.conf")
          .hasMessageContaining("not the URL");
    }
    assertThatThrownBy(
            () -> settings(SOURCES.withSets(List.of("training={include \"" + url + "\"}"))))
        .isInstanceOf(UserInputException.class);
  }

  @Test
  void includesThatAreNotThereAreRefused() {
    assertThatThrownBy(() -> settings(SOURCES.withConf("my.conf", "include \"nowhere.conf\"")))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining("nowhere.conf");
  }

  @Test
  void theEnvironmentIsNotRead() {
    assertThat(System.getenv("PATH")).isNotBlank();
    assertThatThrownBy(() -> settings(SOURCES.withConf("my.conf", "data.uri = ${PATH}")))
        .isInstanceOf(UserInputException.class)
        .hasMessageContaining("my.conf: 1")
        .hasMessageContaining("PATH");
    assertThat(settings(SOURCES.withConf("my.conf", "data.uri = ${?PATH}")).data().uri())
        .isEqualTo("mnist");
  }

  @Test
  void substitutionsSeeEveryLayer() {
    SettingsSources sources =
        SOURCES.withConf("my.conf", "training.rounds = ${training.localSteps}");
    assertThat(training(sources).rounds()).isEqualTo(500);
    assertThat(training(sources.withSets(List.of("training.localSteps=6"))).rounds()).isEqualTo(6);
  }

  private static Settings settings(SettingsSources sources) {
    return SettingsReader.read(sources).settings();
  }

  private static Settings.Training training(SettingsSources sources) {
    return settings(sources).training();
  }

  private static int steps(SettingsSources sources) {
    return training(sources).localSteps();
  }
}
