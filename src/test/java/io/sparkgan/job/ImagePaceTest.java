package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The time left follows from images, not from the number of cells. */
class ImagePaceTest {
  private final AtomicLong now = new AtomicLong(7);

  @Test
  void theRestTakesAsLongAsItsImagesDo() {
    ImagePace pace = new ImagePace(now::get);
    pace.left(1, 1000);
    pace.left(2, 4000);
    now.addAndGet(TimeUnit.SECONDS.toNanos(10));
    pace.trained(500);
    pace.left(1, 500);
    assertThat(pace.text()).isEqualTo("0:10 elapsed, 1:30 left");

    // A cell that ends early leaves nothing.
    pace.left(1, 0);
    assertThat(pace.text()).isEqualTo("0:10 elapsed, 1:20 left");
  }
}
