package io.sparkgan.job;

import io.sparkgan.config.Constant;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One way to train, and how fast it is.
 *
 * @param localSteps of each worker in a round, or in a repetition of the plain loop
 * @param imagesPerSecond real images of all workers
 * @param speedup times as fast as one worker in the same mode
 */
record BenchRow(
    BenchSetup setup,
    Mode mode,
    int workers,
    int localSteps,
    Spread imagesPerSecond,
    double speedup) {
  private static final MathContext DIGITS = new MathContext(5);

  /** What trains. */
  enum Mode {
    /** One worker in the job's own thread. */
    LOOP,
    /** Workers on Spark in whole rounds. */
    SPARK
  }

  /** Wall time of a local step of a worker, its share of the round included. */
  double millisPerStep() {
    return 1000.0 * setup.batch() * workers / imagesPerSecond.median();
  }

  /** Arithmetic of all workers, in billions of floating-point operations per second. */
  double gflops() {
    return imagesPerSecond.median() * setup.gflopPerImage();
  }

  /** The share of what as many cores as there are workers reach at their best. */
  double shareOfPeak() {
    return gflops() / (workers * setup.peak().gflops());
  }

  /** The row as JSON has it. */
  Map<String, Object> json() {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("recipe", setup.recipe());
    row.put("mode", Constant.text(mode));
    row.put("precision", Constant.text(setup.compute().precision()));
    row.put("backend", Constant.text(setup.compute().backend()));
    row.put("workers", workers);
    row.put("threads", setup.peak().threads());
    row.put("batch", setup.batch());
    row.put("local_steps", localSteps);
    row.put("images_per_s", figure(imagesPerSecond.median()));
    row.put("images_per_s_min", figure(imagesPerSecond.min()));
    row.put("images_per_s_max", figure(imagesPerSecond.max()));
    row.put("speedup", figure(speedup));
    row.put("ms_per_step", figure(millisPerStep()));
    row.put("gflop_per_image", figure(setup.gflopPerImage()));
    row.put("gflop_per_s", figure(gflops()));
    row.put("peak_gflop_per_s", figure(setup.peak().gflops()));
    row.put("share_of_peak", figure(shareOfPeak()));
    row.put("native_bytes", setup.nativeBytes());
    return row;
  }

  /** No more digits than a measurement has. */
  static double figure(double value) {
    return new BigDecimal(value).round(DIGITS).doubleValue();
  }
}
