package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dry run shows what would be trained, and trains nothing. */
class DryRunTest {
  @TempDir private Path folder;

  @Test
  void showsConfigurationNetworksAndMemory() {
    Jobs.Outcome dry = dry("--recipe", "tf-dcgan", "--workers", "3", "--seed", "7");
    assertThat(dry.code()).isZero();
    assertThat(dry.err()).isEmpty();
    Config json = json(dry.out());
    assertThat(json.getInt("training.workers")).isEqualTo(3);
    assertThat(json.getInt("training.seed")).isEqualTo(7);
    // The totals that Keras prints for TensorFlow's tutorial.
    assertThat(dry.out()).containsSubsequence("generator", "total", "2,330,944");
    assertThat(dry.out()).containsSubsequence("discriminator", "total", "212,865");
    assertThat(dry.out()).contains("each worker", "driver", "20,000 images");
  }

  @Test
  void showsEveryLayerWithItsShapeAndParameters() {
    String shown = dry("--recipe", "tf-dcgan", "--workers", "1").out().replaceAll(" +", " ");
    assertThat(shown)
        .containsSubsequence(
            "input 100",
            "dense 12544, no bias 12544 1,254,400\n",
            "transposed-convolution 128, kernel 5, stride 1, same, no bias 7x7x128 819,200\n",
            "28x28x1 1,600\n")
        .containsSubsequence(
            "input 28x28x1",
            "convolution 64, kernel 5, stride 2, same 14x14x64 1,664\n",
            "convolution 128, kernel 5, stride 2, same 7x7x128 204,928\n");
  }

  @Test
  void networksAreThoseOfTheSettings() {
    String shown =
        dry("--workers", "1", "--set", "recipe.conditional=true", "--set", "recipe.packing=2")
            .out()
            .replaceAll(" +", " ");
    assertThat(shown).containsSubsequence("generator", "input 74", "discriminator", "28x28x22");
  }

  @Test
  void showsTheRecipeInWordsAsItWouldBeTrained() {
    String shown =
        dry("--workers", "1", "--set", "recipe.objective=hinge", "--epochs", "3")
            .out()
            .replaceAll(" +", " ");
    assertThat(shown)
        .containsSubsequence(
            "objective hinge",
            "latent 64 values",
            "local step discriminator on 64 real",
            "run as many rounds of 100 local steps as make all workers together see the data 3",
            "memory");
  }

  @Test
  void sizeOfADataSetThatWasNotReadIsAnAssumption() {
    String data = TinySet.images(folder.resolve("data")).toString();
    assertThat(dry("--workers", "2", "--data", data).out())
        .contains("60,000 to train on over 2 workers),\nif the data set has 60,000 images:");
    assertThat(dry("--workers", "2", "--data", data, "--set", "data.heldOut=5000").out())
        .contains(
            "a shard of 27,500 images (55,000 to train on over 2 workers),\n"
                + "if the data set has 60,000 images, 5,000 of them held out:");
    assertThat(dry("--workers", "2", "--data", data, "--set", "data.heldOut=70000").out())
        .contains("if the data set has 140,000 images, 70,000 of them held out:");
    assertThat(dry("--workers", "2").out()).doesNotContain("if the data set");
  }

  @Test
  void writesNothingAndStartsNoSpark() {
    dry("--workers", "2");
    assertThat(folder).isEmptyDirectory();
    assertThat(SparkSession.getDefaultSession().isEmpty()).isTrue();
  }

  @Test
  void sparksKeysAreNotShown() {
    assertThat(dry("--workers", "2", "--set", "spark.hadoop.fs.s3a.secret.key=hunter2").out())
        .doesNotContain("hunter2");
  }

  @Test
  void anOptionBeatsSetBeatsConfBeatsRecipe() {
    String conf = TinySet.conf(folder).toString();
    Config json =
        json(
            dry(
                    "--recipe",
                    "keras-mlp",
                    "--conf",
                    conf,
                    "--workers",
                    "2",
                    "--set",
                    "training.rounds=5",
                    "--set",
                    "training.workers=9")
                .out());
    assertThat(json.getInt("training.workers")).isEqualTo(2);
    assertThat(json.getInt("training.rounds")).isEqualTo(5);
    assertThat(json.getInt("training.localSteps")).isEqualTo(TinySet.LOCAL_STEPS);
    assertThat(json.getInt("recipe.batch.real")).isEqualTo(TinySet.BATCH);
    assertThat(json.getInt("checkpoint.keep")).isEqualTo(2);
  }

  @Test
  void workersAreTheThreadsOfALocalMaster() {
    assertThat(json(dry("--master", "local[3]").out()).getInt("training.workers")).isEqualTo(3);
    assertThat(json(dry("--master", "local").out()).getInt("training.workers")).isOne();
    assertThat(json(dry("--set", "spark.master=local[5,2]").out()).getInt("training.workers"))
        .isEqualTo(5);
    assertThat(json(dry().out()).getInt("training.workers"))
        .isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void heldOutImagesDoNotCount() {
    assertThat(dry("--workers", "3", "--set", "data.heldOut=30000").out())
        .contains("a shard of 10,000 images", "30,000 to train on over 3 workers");
    Jobs.Outcome none = Jobs.train("--dry-run", "--set", "data.heldOut=60000");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.errLines())
        .containsExactly(
            "error: data.heldOut: expected less than the 60000 images of mnist, found 60000; set"
                + " data.heldOut=0 to train on all of them, whatever the recipe holds out");
  }

  private Jobs.Outcome dry(String... args) {
    String[] all = new String[args.length + 3];
    all[0] = "--dry-run";
    all[1] = "--out";
    all[2] = folder.resolve("runs").toString();
    System.arraycopy(args, 0, all, 3, args.length);
    Jobs.Outcome outcome = Jobs.train(all);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return outcome;
  }

  /** The JSON comes first and ends at the first closing brace of its own line. */
  private static Config json(String out) {
    return ConfigFactory.parseString(
        out.substring(0, out.indexOf("\n}") + 2),
        ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
  }
}
