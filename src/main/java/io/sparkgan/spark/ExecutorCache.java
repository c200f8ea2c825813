package io.sparkgan.spark;

import io.sparkgan.config.Compute;
import io.sparkgan.config.Recipe;
import io.sparkgan.evaluation.Judge;
import io.sparkgan.evaluation.JudgeModel;
import io.sparkgan.gan.ImageDiscriminator;
import io.sparkgan.gan.ImageGenerator;
import io.sparkgan.gan.LocalTrainer;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The networks of an executor, kept between rounds because they take longer to build than a short
 * round to train, as long as not many other kinds are asked for. None carries anything from one
 * task to the next, so losing the cache costs time and nothing else. The only mutable static state
 * of the project.
 */
final class ExecutorCache {
  /** A run needs four kinds at most; a sweep may train many recipes, one after another. */
  private static final int KINDS = 8;

  private static final Map<Kind<?>, Queue<Object>> IDLE =
      Collections.synchronizedMap(new LatestKinds());

  /** Forgets the kind that was lent least recently, when there are too many. */
  private static final class LatestKinds extends LinkedHashMap<Kind<?>, Queue<Object>> {
    private static final long serialVersionUID = 1L;

    LatestKinds() {
      super(2 * KINDS, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Kind<?>, Queue<Object>> eldest) {
      return size() > KINDS;
    }
  }

  private ExecutorCache() {}

  /** What networks of a recipe have in common that can take each other's tasks. */
  record Networks(Recipe recipe, Compute compute) implements Serializable {}

  /**
   * What judges have in common that can take each other's tasks.
   *
   * @param extractor tells one set of parameters from another
   */
  record Judges(String extractor, Compute compute) implements Serializable {
    static Judges of(JudgeModel model, Compute compute) {
      return new Judges(Judge.extractor(model), compute);
    }
  }

  /** Those of one kind are built alike. */
  private record Kind<N>(Class<N> type, Object networks) {}

  /** Lends a trainer that no other task uses. */
  static <T> T withTrainer(Networks networks, Function<LocalTrainer, T> work) {
    return with(
        new Kind<>(LocalTrainer.class, networks),
        () -> new LocalTrainer(networks.recipe(), networks.compute()),
        work);
  }

  /** Lends a generator, with some state or none loaded, that no other task uses. */
  static <T> T withGenerator(Networks networks, Function<ImageGenerator, T> work) {
    return with(
        new Kind<>(ImageGenerator.class, networks),
        () -> new ImageGenerator(networks.recipe(), networks.compute()),
        work);
  }

  /** Lends a discriminator, with some state or none loaded, that no other task uses. */
  static <T> T withDiscriminator(Networks networks, Function<ImageDiscriminator, T> work) {
    return with(
        new Kind<>(ImageDiscriminator.class, networks),
        () -> new ImageDiscriminator(networks.recipe(), networks.compute()),
        work);
  }

  /** Lends a judge that no other task uses. */
  static <T> T withJudge(Judges judges, Supplier<JudgeModel> model, Function<Judge, T> work) {
    return with(
        new Kind<>(Judge.class, judges), () -> new Judge(model.get(), judges.compute()), work);
  }

  /** What was lent is given back only after success, so a broken one is never seen again. */
  private static <N, T> T with(Kind<N> kind, Supplier<N> build, Function<N, T> work) {
    Queue<Object> idle = IDLE.computeIfAbsent(kind, k -> new ConcurrentLinkedQueue<>());
    Object cached = idle.poll();
    N networks = cached == null ? build.get() : kind.type().cast(cached);
    T result = work.apply(networks);
    idle.add(networks);
    return result;
  }
}
