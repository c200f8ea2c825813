package io.sparkgan.report;

import java.util.List;
import java.util.stream.IntStream;

/** Fewer of many, none nearer to its neighbours than need be. */
public final class Evenly {
  private Evenly() {}

  /**
   * Some of a list: all if they are not too many, else evenly chosen ones with the first and the
   * last.
   *
   * @param most of which there are to be no more; of a single one the last is chosen
   */
  public static <T> List<T> chosen(List<T> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    int last = all.size() - 1;
    return IntStream.range(0, most)
        .mapToObj(i -> all.get(most == 1 ? last : (int) ((long) i * last / (most - 1))))
        .toList();
  }
}
