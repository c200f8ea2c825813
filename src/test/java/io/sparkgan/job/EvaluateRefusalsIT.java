package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.data.Mnist;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What cannot be scored, or not be compared with the scores that there are, is refused. */
class EvaluateRefusalsIT extends JudgedRuns {

  @BeforeAll
  static void trainOneRound() {
    train("run", "--rounds", "1");
    train("unjudged", "--rounds", "1", "--set", "evaluation.judge=none");
  }

  @Test
  void whatCannotBeScoredIsOneLine() throws IOException {
    String run = run("run");
    String text = Files.writeString(folder.resolve("text.idx"), "no images").toString();
    refuses(evaluate(), "--run-dir or --images");
    refuses(evaluate("--images", text), "text.idx: at byte 0 expected an IDX file");
    refuses(evaluate("--images", "nowhere.idx"), "--images: no file nowhere.idx");
    refuses(
        evaluate("--images", noise("small.idx", 500, 8)),
        "are 8x8x1 (height, width, channels), the judge looks at 28x28x1");
    refuses(evaluate("--images", noise("few.idx", 400, 28)), "n500 scores 500 images", "has 400");
    refuses(
        evaluate("--images", noise("more.idx", 600, 28), "--protocol", "n500,n10000"),
        "n10000 scores 10000 images",
        "has 600");
    refuses(
        evaluate("--run-dir", run, "--protocol", "n50"),
        "--protocol: expected some of batch32, n500, n10000, found 'n50'");
    refuses(
        evaluate("--run-dir", run, "--judge", folder + "/nobody"), "--judge: ", "is not a judge");
    refuses(evaluate("--run-dir", run, "--round", "last"), "a number, best or all, found 'last'");
    refuses(evaluate("--run-dir", run, "--round", "77"), "round 77");
    refuses(evaluate("--run-dir", run, "--weights", "average"), "keeps no average");
    refuses(
        evaluate("--run-dir", run("unjudged"), "--judge", "mnist", "--round", "best"),
        "has no best round");
    refuses(evaluate("--run-dir", run("unjudged")), "--judge: no run names a judge");
    refuses(
        evaluate("--images", noise("foreign.idx", 500, 28), "--judge", folder + "/letters"),
        "--judge: of which real images? give --data");
  }

  @Test
  void whatIsWrongWithTheDataIsSaidOfTheOptionThatNamesIt() throws IOException {
    String run = run("run");
    refuses(
        evaluate("--run-dir", run, "--data", folder + "/nowhere"),
        "error: --data: ",
        "/nowhere does not exist");
    Path small = TinySet.images(folder.resolve("small-data"));
    refuses(
        evaluate("--run-dir", run, "--data", small.toString()),
        "error: --data: ",
        "has neither a file t10k-images-idx3-ubyte nor held-out images");
    Files.copy(small.resolve(Mnist.TRAIN_IMAGES), small.resolve(Mnist.TEST_IMAGES));
    refuses(
        evaluate("--run-dir", run, "--data", small.toString()),
        "error: --data: images of ",
        "are 8x8x1 (height, width, channels), judge mnist looks at 28x28x1");
  }

  @Test
  void aRunWithoutAJudgeHasNoBestRoundToMakeImagesOf() {
    refuses(
        Jobs.generate(
            "--run-dir",
            run("unjudged"),
            "--count",
            "4",
            "--format",
            "idx",
            "--round",
            "best",
            "--out",
            folder.resolve("none.idx").toString()),
        "--round: run unjudged has no best round");
  }

  @Test
  void aJudgeThatDoesNotFitIsRefusedBeforeTraining() throws IOException {
    refuses(
        Jobs.train(arguments("never", "--set", "evaluation.judge=" + folder + "/nobody")),
        "evaluation.judge: ",
        "is not a judge");
    Path small = TinySet.images(folder.resolve("small"));
    refuses(
        Jobs.train(
            "--recipe",
            "keras-mlp",
            "--conf",
            TinySet.conf(folder).toString(),
            "--data",
            small.toString(),
            "--out",
            folder.toString(),
            "--run",
            "never",
            "--workers",
            "2",
            "--set",
            "evaluation.judge=mnist"),
        "evaluation.judge: judge mnist looks at images of 28x28x1");
    Path untested = Files.createDirectories(folder.resolve("untested"));
    Files.copy(images.resolve(Mnist.TRAIN_IMAGES), untested.resolve(Mnist.TRAIN_IMAGES));
    refuses(
        Jobs.train(arguments("never", "--data", untested.toString())),
        "has neither a file t10k-images-idx3-ubyte nor held-out images");
    assertThat(folder.resolve("never")).doesNotExist();
  }

  @Test
  void aRunWhoseJudgeWasReplacedDoesNotGoOn() throws IOException {
    String judge = judge("replaced", 0).toString();
    train("steadfast", "--rounds", "1", "--set", "evaluation.judge=" + judge);
    judge("replaced", .5f);
    refuses(
        Jobs.resume(
            "--run-dir", run("steadfast"), "--rounds", "2", "--set", "spark.ui.enabled=false"),
        "evaluation.judge: scores of run steadfast were made with judge mnist-",
        "and now would be with judge mnist-");
    assertThat(rows("steadfast", "round")).containsExactly("[1]");
    judge("replaced", 0);
    assertThat(
            Jobs.resume(
                    "--run-dir",
                    run("steadfast"),
                    "--rounds",
                    "2",
                    "--set",
                    "spark.ui.enabled=false")
                .code())
        .isZero();
  }
}
