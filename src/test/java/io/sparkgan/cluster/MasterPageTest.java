package io.sparkgan.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whether a master has its workers is asked of its page. */
class MasterPageTest {
  private static final String JSON =
      """
      {"url": "spark://127.0.0.1:7077", "aliveworkers": 2, "cores": 4, "coresused": 3,
       "activeapps": [{"id": "app-1"}], "status": "ALIVE"}
      """;

  @Test
  void saysHowManyWorkersAreAlive() throws IOException {
    assertThat(asked(JSON)).contains(new MasterPage("spark://127.0.0.1:7077", 2, 4, 3, 1));
  }

  @Test
  void anotherServerIsNoMaster() throws IOException {
    assertThat(asked("<html>It works</html>")).isEmpty();
    assertThat(asked("{\"url\": \"elsewhere\"}")).isEmpty();
  }

  @Test
  void oneThatBeginsToAnswerAndStopsIsGivenUp() throws IOException {
    assertThat(asked(JSON, JSON.length() + 1)).isEmpty();
  }

  private static Optional<MasterPage> asked(String answer) throws IOException {
    return asked(answer, answer.length());
  }

  /**
   * What becomes of an answer.
   *
   * @param promised its length, as the server says
   */
  private static Optional<MasterPage> asked(String answer, int promised) throws IOException {
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    server.createContext(
        "/json/",
        exchange -> {
          exchange.sendResponseHeaders(200, promised);
          exchange.getResponseBody().write(bytes);
          exchange.getResponseBody().flush();
          if (promised == bytes.length) {
            exchange.close();
          }
        });
    server.start();
    try {
      return MasterPage.ask("http://127.0.0.1:%d".formatted(server.getAddress().getPort()));
    } finally {
      server.stop(0);
    }
  }
}
