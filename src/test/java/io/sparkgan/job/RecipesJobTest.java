package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.config.Recipe;
import io.sparkgan.config.SettingsReader;
import io.sparkgan.config.SettingsSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The recipes can be read without reading their files. */
class RecipesJobTest {

  @Test
  void listsEveryRecipeWithItsParametersAndSource() {
    Jobs.Outcome list = Jobs.recipes();
    assertThat(list.code()).isZero();
    assertThat(list.err()).isEmpty();
    assertThat(list.out()).contains(SettingsReader.recipeNames());
    assertThat(list.out().replaceAll(" +", " "))
        .contains("tf-dcgan 2,330,944 212,865 DCGAN of the TensorFlow tutorial")
        .contains("rmsprop-dcgan 2,394,241 4,311,553 Deep DCGAN")
        .contains("NVukobrat/MNIST-GANs on GitHub");
    assertThat(SparkSession.getDefaultSession().isEmpty()).isTrue();
  }

  @Test
  void showsARecipeFromSourceToQuirks() {
    assertThat(shown("rmsprop-dcgan"))
        .containsSubsequence(
            "Deep DCGAN with dropout",
            "source kashmawy/ml_gan on GitHub",
            "10,000 steps",
            "generator",
            "input 100",
            "dense 12544 12544 1,266,944",
            "batch-norm, momentum 0.9, epsilon 1e-3 12544 50,176",
            "total 2,394,241",
            "RMSProp, rate 1e-4, rho 0.9, epsilon 1e-7, times 1 / (1 + 3e-8 t) after t updates",
            "discriminator",
            "convolution 512, kernel 5, stride 1, same 4x4x512 3,277,312",
            "total 4,311,553",
            "non-saturating",
            "100 values of U(-1, 1)",
            "images 28x28x1, pixels 0 to 1",
            "at random, with replacement",
            "the first 5,000 images",
            "discriminator on 256 real and 256 generated images together, then generator on 256",
            "500 rounds of 20 local steps",
            "recipe.faithful=true",
            "recipe.updates.generatedIn=inference",
            "recipe.updates.generatorTurn=both");
  }

  @Test
  void drawsBothNetworksWithAllTheirLayers(@TempDir Path folder) throws Exception {
    Path picture = folder.resolve("networks.svg");
    Jobs.Outcome drawn = Jobs.recipes("tf-dcgan", "--picture", picture.toString());
    assertThat(drawn.code()).as(drawn.err()).isZero();
    Document svg =
        DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(picture.toFile());
    NodeList texts = svg.getElementsByTagName("text");
    List<String> words =
        IntStream.range(0, texts.getLength())
            .mapToObj(i -> texts.item(i).getTextContent())
            .toList();
    assertThat(words)
        .containsSubsequence("Generator", "2,330,944 parameters", "input", "100")
        .containsSubsequence("Discriminator", "212,865 parameters", "28x28x1");
    Recipe recipe = SettingsReader.read(SettingsSources.recipe("tf-dcgan")).settings().recipe();
    int layers = recipe.generator().layers().size() + recipe.discriminator().layers().size();
    // The background and two inputs besides.
    assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(layers + 3);
    assertThat(Jobs.recipes("tf-dcgan", "--picture", picture.toString()).code()).isEqualTo(2);
    assertThat(Jobs.recipes("--picture", picture.toString()).err()).contains("give the NAME");
  }

  @Test
  void theUpdatePlanIsInWords() {
    assertThat(shown("keras-mlp"))
        .contains("discriminator on 16 real images, again on 16 generated, then generator on 32");
    assertThat(shown("numpy-mlp"))
        .contains(
            "generator on 64, then discriminator on 64 real and 64 generated images together");
    assertThat(shown("tf-dcgan"))
        .contains(
            "discriminator on 256 real and 256 generated images and generator on 256, both from"
                + " one forward pass");
  }

  @Test
  void whatIsNotThereIsNotMentioned() {
    assertThat(shown("quick-dcgan"))
        .doesNotContain("faithful", "labels", "regularisation", "packing", "bank")
        .doesNotContain("warm-up", "per update", "generated in", "optimisers", "generator turn")
        .doesNotContain("counter", "bias correction")
        .contains("held out none");
  }

  @Test
  void aRecipeIsShownAsSettingsChangeIt() {
    assertThat(
            shown(
                "quick-dcgan",
                "--set=recipe.objective=least-squares",
                "--set=recipe.labels.smoothing=one-sided",
                "--set=recipe.labels.flip=0.05",
                "--set=recipe.regularisation.spectralNorm=true",
                "--set=recipe.conditional=true",
                "--set=recipe.packing=2",
                "--set=recipe.updates.discriminatorSteps=3"))
        .containsSubsequence(
            "input 74",
            "28x28x22",
            "objective least-squares",
            "labels one-sided: those of real images less 0.1",
            "labels wrong with probability 0.05",
            "regularisation spectral normalisation",
            "N(0, 1); in the generator's turn the discriminator's last",
            "classes 10, which both networks are told of",
            "packing the discriminator judges 2 together",
            "3 times discriminator on 64 real");
    assertThat(shown("keras-mlp", "--set=recipe.regularisation.gradientPenalty=r1"))
        .contains("regularisation gradient penalty r1 times 10");
    assertThat(shown("keras-mlp", "--set=recipe.labels.smoothing=two-sided"))
        .contains("labels two-sided: those of real and generated images moved by 0.1");
    assertThat(shown("keras-mlp", "--set=recipe.labels.smoothing=noisy"))
        .contains("labels noisy: each image's own moved by anything up to 0.1");
    assertThat(shown("keras-mlp", "--set=recipe.objective=wasserstein"))
        .contains("the discriminator's parameters within +-0.01");
    assertThat(shown("keras-mlp", "--set=training.epochs=2.5"))
        .contains("rounds of 500 local steps as make all workers together see the data 2.5 times");
  }

  @Test
  void aFaithfulRecipeShowsWhatItsSourceDoesBesides() {
    String faithful = "--set=recipe.faithful=true";
    assertThat(shown("keras-mlp", faithful))
        .containsSubsequence(
            "local step",
            "generated in inference: the discriminator's images have running statistics",
            "counter shared: both networks' optimisers count their updates together",
            "run 200 rounds");
    assertThat(shown("numpy-mlp", faithful))
        .containsSubsequence(
            "bank 60,000 latents, drawn once",
            "real images each once a pass, in the data set's order",
            "per update at most 32 of a turn's images",
            "bias correction per-turn: Adam's bias correction begins anew each turn",
            "run 100 rounds");
    assertThat(shown("oreilly-cnn", faithful))
        .containsSubsequence(
            "warm-up each worker's first 300 local steps have no generator's turn",
            "optimisers per-target: one for real, one for generated images",
            "run 1,000 rounds");
    assertThat(shown("rmsprop-dcgan", faithful))
        .containsSubsequence(
            "generator turn both: the discriminator learns in the generator's turn too",
            "run 500 rounds");
  }

  @Test
  void theFirstTurnsLatentsAreThoseThatTheOtherTakesOver() {
    assertThat(shown("numpy-mlp"))
        .contains("N(0, 1); in the discriminator's turn the generator's again");
    assertThat(shown("tf-dcgan"))
        .contains("N(0, 1); in the generator's turn the discriminator's again");
    assertThat(shown("rmsprop-dcgan")).contains("U(-1, 1); in the generator's turn new ones");
  }

  @Test
  void aFileChangesTheRecipeAndSetBeatsIt(@TempDir Path folder) throws IOException {
    Path conf =
        Files.writeString(
            folder.resolve("my.conf"), "recipe { objective = hinge, latent.size = 32 }");
    assertThat(shown("quick-dcgan", "--conf", conf.toString(), "--set", "recipe.latent.size=16"))
        .contains("objective hinge", "latent 16 values");
  }

  @Test
  void settingsAreCheckedAndNeedARecipe() {
    Jobs.Outcome wrong = Jobs.recipes("tf-dcgan", "--set=recipe.updates.discriminatorSteps=2");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.errLines()).hasSize(1).first().asString().contains("discriminatorSteps");
    Jobs.Outcome nameless = Jobs.recipes("--set=recipe.objective=hinge");
    assertThat(nameless.code()).isEqualTo(2);
    assertThat(nameless.errLines()).hasSize(1).first().asString().contains("NAME");
    assertThat(nameless.out()).isEmpty();
  }

  @Test
  void everyQuirkIsExplained() {
    for (String recipe : SettingsReader.recipeNames()) {
      assertThat(QuirkTable.MEANINGS.keySet()).containsAll(SettingsReader.quirks(recipe).keySet());
    }
  }

  @Test
  void linesFitAWideTerminal() {
    for (String recipe : SettingsReader.recipeNames()) {
      assertThat(Jobs.recipes(recipe).out().lines()).allMatch(line -> line.length() <= 120);
      assertThat(Jobs.recipes(recipe, "--set=recipe.faithful=true").out().lines())
          .allMatch(line -> line.length() <= 120);
    }
    assertThat(Jobs.recipes().out().lines()).allMatch(line -> line.length() <= 145);
  }

  private static String shown(String... args) {
    Jobs.Outcome shown = Jobs.recipes(args);
    assertThat(shown.code()).as(shown.err()).isZero();
    return shown.out().replaceAll(" +", " ");
  }
}
