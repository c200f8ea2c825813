package io.sparkgan.job;

import io.sparkgan.config.UserInputException;
import io.sparkgan.data.GreyImage;
import io.sparkgan.report.Evenly;
import io.sparkgan.storage.GifAnimation;
import io.sparkgan.storage.RunDirectory;
import io.sparkgan.storage.SampleGrids;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * The sample grids of a run one after another, as an animated GIF: what the generator made of the
 * same latents, round by round.
 */
record RoundAnimation(RunDirectory run) {
  /** Of more rounds, as many are shown, at equal distances. */
  private static final int MOST = 100;

  /**
   * Rounds to show, the first and the last among them.
   *
   * @throws UserInputException if the run has no grid
   */
  List<Integer> rounds() {
    List<Integer> all = run.grids().rounds();
    if (all.isEmpty()) {
      throw new UserInputException(
          "--format: a gif shows the run's sample grids, and run %s has none in samples"
              .formatted(run.name()));
    }
    return Evenly.chosen(all, MOST);
  }

  void write(OutputStream out) throws IOException {
    SampleGrids grids = run.grids();
    List<Integer> rounds = rounds();
    GreyImage first = grid(grids, rounds.get(0));
    GifAnimation.write(
        rounds.stream()
            .map(
                round -> {
                  GreyImage grid = grid(grids, round);
                  if (grid.height() != first.height() || grid.width() != first.width()) {
                    throw new UserInputException(
                        "%s: expected a picture as large as that of round %d, %d x %d (height, width), found %d x %d"
                            .formatted(
                                grids.uri(round),
                                rounds.get(0),
                                first.height(),
                                first.width(),
                                grid.height(),
                                grid.width()));
                  }
                  return new GifAnimation.Frame(round, grid.height(), grid.width(), grid.pixels());
                })
            .iterator(),
        out);
  }

  private static GreyImage grid(SampleGrids grids, int round) {
    return GreyImage.decode(grids.png(round), grids.uri(round));
  }
}
