package io.sparkgan.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a master's page says.
 *
 * @param url of the master that answered
 * @param workers that are registered and alive
 * @param cores that they offer
 * @param coresUsed of these, by executors
 * @param applications that run
 */
public record MasterPage(String url, int workers, int cores, int coresUsed, int applications) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  /** Asks a master; empty if nobody answers in a few seconds, or not as a master does. */
  static Optional<MasterPage> ask(String webUrl) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(webUrl + "/json/")).build();
    try {
      // A timeout of the request would be over once an answer begins.
      return Optional.of(
          read(
              CLIENT
                  .sendAsync(request, BodyHandlers.ofString())
                  .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                  .body()));
    } catch (ExecutionException | TimeoutException | ConfigException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  static MasterPage read(String json) {
    Config page =
        ConfigFactory.parseString(json, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
    return new MasterPage(
        page.getString("url"),
        page.getInt("aliveworkers"),
        page.getInt("cores"),
        page.getInt("coresused"),
        page.getList("activeapps").size());
  }
}
