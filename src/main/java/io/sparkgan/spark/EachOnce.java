package io.sparkgan.spark;

import io.sparkgan.config.UserInputException;
import io.sparkgan.data.ShardPlan;
import java.util.Iterator;
import java.util.NoSuchElementException;
import scala.Tuple2;

/** The images of one worker in the order of their turns, of which none may be missing or twice. */
final class EachOnce implements Iterator<ImageRow> {
  private final String uri;
  private final ShardPlan plan;
  private final int worker;
  private final Iterator<Tuple2<Long, ImageRow>> sorted;
  private long slot;

  /**
   * @param uri the data set, for messages
   * @param sorted images by turn, ascending
   */
  EachOnce(String uri, ShardPlan plan, int worker, Iterator<Tuple2<Long, ImageRow>> sorted) {
    this.uri = uri;
    this.plan = plan;
    this.worker = worker;
    this.sorted = sorted;
  }

  @Override
  public boolean hasNext() {
    if (!sorted.hasNext() && slot < plan.size(worker)) {
      throw missing();
    }
    return sorted.hasNext();
  }

  @Override
  public ImageRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Tuple2<Long, ImageRow> image = sorted.next();
    long found = image._1() / plan.workers();
    if (found > slot) {
      throw missing();
    }
    if (found < slot) {
      throw refusal(image._2().index(), "found twice");
    }
    slot++;
    return image._2();
  }

  private UserInputException missing() {
    return refusal(plan.index(worker, slot), "not found");
  }

  private UserInputException refusal(long index, String found) {
    return new UserInputException(
        "data.uri: %s: index %d: expected once, %s; number the images from 0, each once"
            .formatted(uri, index, found));
  }
}
