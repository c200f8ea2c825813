package io.sparkgan.job;

import io.sparkgan.config.Constant;
import java.io.PrintStream;
import java.util.List;

/** How fast a recipe trains, for people. */
record BenchTable(BenchSetup setup, List<BenchRow> rows) {

  void print(PrintStream out) {
    out.printf(
        "%s, batches of %d, %s by %s, %s a worker%n",
        setup.recipe(),
        setup.batch(),
        Constant.text(setup.compute().precision()),
        Constant.text(setup.compute().backend()),
        count(setup.peak().threads(), "thread"));
    out.printf(
        "arithmetic %.4g GFLOP an image; a large matrix product reaches %.1f GFLOP/s%n",
        setup.gflopPerImage(), setup.peak().gflops());
    out.printf("native memory %,.0f MB a worker%n%n", setup.nativeBytes() / 1e6);
    line(out, "", "images/s", "min", "max", "ms/step", "GFLOP/s", "of peak", "speed-up");
    rows.forEach(row -> print(out, row));
  }

  private static void print(PrintStream out, BenchRow row) {
    Spread rate = row.imagesPerSecond();
    line(
        out,
        switch (row.mode()) {
          case LOOP -> "plain loop";
          case SPARK -> "Spark, " + count(row.workers(), "worker");
        },
        rate(rate.median()),
        rate(rate.min()),
        rate(rate.max()),
        "%.1f".formatted(row.millisPerStep()),
        "%.1f".formatted(row.gflops()),
        "%.0f %%".formatted(100 * row.shareOfPeak()),
        row.workers() == 1 ? "" : "%.2f".formatted(row.speedup()));
  }

  private static String rate(double imagesPerSecond) {
    return "%,.1f".formatted(imagesPerSecond);
  }

  private static String count(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private static void line(PrintStream out, String label, String... cells) {
    StringBuilder line = new StringBuilder("%-20s".formatted(label));
    for (String cell : cells) {
      line.append("%11s".formatted(cell));
    }
    out.println(line.toString().stripTrailing());
  }
}
