package io.sparkgan.job;

import io.sparkgan.config.Configuration;
import io.sparkgan.config.Settings;
import io.sparkgan.gan.Machine;
import io.sparkgan.gan.MemoryEstimate;
import io.sparkgan.spark.Shards;
import java.io.PrintStream;

/**
 * Shows what a run would be: its configuration, its recipe in words and layer by layer, and the
 * memory it would need.
 */
final class DryRun {
  /** The embedded data set; of another one the size is not known before it is read. */
  private static final long MNIST_IMAGES = 60_000;

  private final Configuration configuration;

  DryRun(Configuration configuration) {
    this.configuration = configuration;
  }

  void print(PrintStream out) {
    Settings settings = configuration.settings();
    out.println(configuration.json());
    out.println();
    new RecipeSheet(settings).print(out);
    RecipeSheet.line(out, "computed with", Machine.here().describe(settings.compute()));
    out.println();
    memory(out, settings);
  }

  private static void memory(PrintStream out, Settings settings) {
    Settings.Data data = settings.data();
    int workers = settings.training().workers().orElseThrow();
    long trainedOn = data.trainedOn(images(data));
    long shard = (trainedOn + workers - 1) / workers;
    out.printf(
        "memory, for a shard of %,d images (%,d to train on over %d workers)%s:%n",
        shard, trainedOn, workers, condition(data));
    MemoryEstimate memory = MemoryEstimate.of(settings.recipe(), settings.compute(), shard);
    out.printf(
        "  each worker  %s native, %s heap%n",
        megabytes(memory.workerNativeBytes()), megabytes(memory.workerHeapBytes()));
    out.printf("  driver       %s heap%n", megabytes(memory.driverHeapBytes()));
    out.printf("  and some 400 MB of native libraries in each process%n");
  }

  /** Images of the data set; of one that was not read yet, as many as leave some to train on. */
  private static long images(Settings.Data data) {
    return known(data) ? MNIST_IMAGES : Math.max(MNIST_IMAGES, 2 * data.heldOut());
  }

  private static String condition(Settings.Data data) {
    if (known(data)) {
      return "";
    }
    String heldOut = data.heldOut() == 0 ? "" : ", %,d of them held out".formatted(data.heldOut());
    return ",%nif the data set has %,d images%s".formatted(images(data), heldOut);
  }

  private static boolean known(Settings.Data data) {
    return data.uri().equals(Shards.EMBEDDED);
  }

  private static String megabytes(long bytes) {
    return "%,d MB".formatted((bytes + (1 << 20) - 1) >> 20);
  }
}
