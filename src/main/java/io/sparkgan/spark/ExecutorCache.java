package io.sparkgan.spark;

import io.sparkgan.config.Compute;
import io.sparkgan.config.Recipe;
import io.sparkgan.gan.LocalTrainer;
import java.io.Serializable;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * The networks of an executor, kept between rounds because they take longer to build than a short
 * round to train. A trainer carries nothing from one task to the next, so losing the cache costs
 * time and nothing else. The only mutable static state of the project.
 */
final class ExecutorCache {
  private static final Map<Networks, Queue<LocalTrainer>> IDLE = new ConcurrentHashMap<>();

  private ExecutorCache() {}

  /** What trainers have in common that can take each other's tasks. */
  record Networks(Recipe recipe, Compute compute) implements Serializable {}

  /**
   * Lends a trainer that no other task uses. It is given back only after success, so a broken one
   * is never seen again.
   */
  static <T> T withTrainer(Networks networks, Function<LocalTrainer, T> work) {
    Queue<LocalTrainer> idle = IDLE.computeIfAbsent(networks, n -> new ConcurrentLinkedQueue<>());
    LocalTrainer cached = idle.poll();
    LocalTrainer trainer =
        cached == null ? new LocalTrainer(networks.recipe(), networks.compute()) : cached;
    T result = work.apply(trainer);
    idle.add(trainer);
    return result;
  }
}
