package io.sparkgan.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class BackgroundTest {

  @Test
  void theThreadHasEndedWhenItsResultIsThere() {
    AtomicReference<Thread> thread = new AtomicReference<>();
    Background<String> background =
        Background.start(
            "evaluation of round 7",
            () -> {
              thread.set(Thread.currentThread());
              return "done";
            });

    assertThat(background.result()).isEqualTo("done");
    assertThat(thread.get().getName()).isEqualTo("evaluation of round 7");
    assertThat(thread.get().isAlive()).isFalse();
  }

  @Test
  void anyFailureReachesTheCallerAsItIs() {
    for (Throwable failure :
        new Throwable[] {
          new IllegalStateException("state"),
          new IOException("checked"),
          new OutOfMemoryError("heap")
        }) {
      Background<String> background = Background.start("fails", failing(failure));

      assertThatThrownBy(background::result).isSameAs(failure);
    }
  }

  @Test
  void anInterruptEndsTheComputationAndIsNotLost() {
    CountDownLatch never = new CountDownLatch(1);
    Background<String> background =
        Background.start(
            "waits",
            () -> {
              try {
                never.await();
                return "not interrupted";
              } catch (InterruptedException e) {
                return "interrupted";
              }
            });
    Thread.currentThread().interrupt();

    assertThat(background.result()).isEqualTo("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  private static Supplier<String> failing(Throwable failure) {
    return () -> {
      throw BackgroundTest.<RuntimeException>as(failure);
    };
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException as(Throwable failure) throws E {
    throw (E) failure;
  }
}
