package io.sparkgan.spark;

import io.sparkgan.averaging.ChunkMean;
import io.sparkgan.averaging.Contribution;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.Tuple2;

/**
 * A reducer of a round: averages the chunks of its partition, whose contributions arrive chunk by
 * chunk and in order of worker, and holds the contributions of one chunk at a time. Reports pass
 * through.
 */
final class AveragingTask
    implements FlatMapFunction<Iterator<Tuple2<ChunkKey, RoundMessage>>, RoundMessage> {
  private static final long serialVersionUID = 1L;

  @Override
  public Iterator<RoundMessage> call(Iterator<Tuple2<ChunkKey, RoundMessage>> messages) {
    return new Means(messages);
  }

  private static final class Means implements Iterator<RoundMessage> {
    private final long begun = System.nanoTime();
    private final Iterator<Tuple2<ChunkKey, RoundMessage>> messages;
    private final Deque<RoundMessage> ready = new ArrayDeque<>();
    private final List<Contribution> contributions = new ArrayList<>();
    private int chunk = ChunkKey.REPORT;
    private boolean ended;

    Means(Iterator<Tuple2<ChunkKey, RoundMessage>> messages) {
      this.messages = messages;
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && !ended) {
        advance();
      }
      return !ready.isEmpty();
    }

    @Override
    public RoundMessage next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }

    private void advance() {
      if (!messages.hasNext()) {
        average();
        ready.add(
            new RoundMessage.Reduced(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)));
        ended = true;
        return;
      }
      Tuple2<ChunkKey, RoundMessage> message = messages.next();
      if (message._2() instanceof RoundMessage.Part part) {
        if (message._1().chunk() != chunk) {
          average();
          chunk = message._1().chunk();
        }
        contributions.add(part.contribution());
      } else {
        ready.add(message._2());
      }
    }

    private void average() {
      if (!contributions.isEmpty()) {
        ready.add(new RoundMessage.Mean(chunk, ChunkMean.of(contributions)));
        contributions.clear();
      }
    }
  }
}
