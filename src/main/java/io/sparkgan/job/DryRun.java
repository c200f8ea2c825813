package io.sparkgan.job;

import io.sparkgan.config.Configuration;
import io.sparkgan.config.Recipe;
import io.sparkgan.config.Settings;
import io.sparkgan.gan.MemoryEstimate;
import io.sparkgan.spark.Shards;
import java.io.PrintStream;

/**
 * Shows what a run would be: its configuration, both networks layer by layer, and the memory it
 * would need.
 */
final class DryRun {
  /** The embedded data set; of another one the size is not known before it is read. */
  private static final long MNIST_IMAGES = 60_000;

  private final Configuration configuration;

  DryRun(Configuration configuration) {
    this.configuration = configuration;
  }

  void print(PrintStream out) {
    Recipe recipe = configuration.settings().recipe();
    out.println(configuration.json());
    out.println();
    new NetworkTable(recipe).print(out);
    int workers = configuration.settings().training().workers().orElseThrow();
    long images = images();
    long shard = (images + workers - 1) / workers;
    MemoryEstimate memory = MemoryEstimate.of(recipe, shard);
    out.printf(
        "%nmemory, for a shard of %,d images (%,d to train on over %d workers):%n",
        shard, images, workers);
    out.printf(
        "  each worker  %s native, %s heap%n",
        megabytes(memory.workerNativeBytes()), megabytes(memory.workerHeapBytes()));
    out.printf("  driver       %s heap%n", megabytes(memory.driverHeapBytes()));
    out.printf("  and some 400 MB of native libraries in each process%n");
  }

  /** Images to train on; of a data set whose size is not known, as many as MNIST has. */
  private long images() {
    Settings.Data data = configuration.settings().data();
    return data.uri().equals(Shards.EMBEDDED) ? data.trainedOn(MNIST_IMAGES) : MNIST_IMAGES;
  }

  private static String megabytes(long bytes) {
    return "%,d MB".formatted((bytes + (1 << 20) - 1) >> 20);
  }
}
