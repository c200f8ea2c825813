package io.sparkgan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A headless Chromium with one page, by the DevTools protocol, which needs no more than the JDK:
 * Selenium's libraries ask for another Guava than Spark has, and Playwright brings a browser of its
 * own.
 */
public final class Chromium implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> OPTIONS =
      List.of(
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          // A container's shared memory may be too small for a tall page.
          "--disable-dev-shm-usage",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--hide-scrollbars",
          "--remote-debugging-port=0");

  private static final Map<String, Integer> KEYS =
      Map.of("Tab", 9, "End", 35, "Home", 36, "ArrowLeft", 37, "ArrowRight", 39, "Enter", 13);

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final AtomicInteger sent = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();

  private Chromium(Process process, Path profile) {
    this.process = process;
    this.profile = profile;
    this.socket = connect();
  }

  /** Starts it. */
  public static Chromium start() {
    try {
      Path profile = Files.createTempDirectory("chromium");
      List<String> command = new ArrayList<>(List.of("chromium"));
      command.addAll(OPTIONS);
      command.addAll(List.of("--user-data-dir=" + profile, "about:blank"));
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(profile.resolve("said").toFile())
              .start();
      Chromium chromium = connected(process, profile);
      Stream.of("Page", "Runtime", "Network", "Log")
          .forEach(domain -> chromium.ask(domain + ".enable", Map.of()));
      return chromium;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Chromium connected(Process process, Path profile) {
    try {
      return new Chromium(process, profile);
    } catch (RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private WebSocket connect() {
    Path port = profile.resolve("DevToolsActivePort");
    HttpClient http = HttpClient.newHttpClient();
    String page =
        Awaitility.await()
            .atMost(DEADLINE)
            .ignoreExceptions()
            .until(() -> pageOf(http, Files.readAllLines(port).get(0)), uri -> !uri.isEmpty());
    return http.newWebSocketBuilder()
        .connectTimeout(DEADLINE)
        .buildAsync(URI.create(page), new Ear())
        .join();
  }

  private static String pageOf(HttpClient http, String port) throws Exception {
    HttpRequest list =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%s/json/list".formatted(port)))
            .timeout(DEADLINE)
            .build();
    for (JsonNode target :
        JSON.readTree(http.send(list, HttpResponse.BodyHandlers.ofString()).body())) {
      if (target.path("type").asText().equals("page")) {
        return target.path("webSocketDebuggerUrl").asText();
      }
    }
    return "";
  }

  /** A script that runs before those of each page. */
  public void prepare(String script) {
    ask("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
  }

  /** Goes to a file, and forgets what was heard before. */
  public void visit(Path file) {
    events.clear();
    ask("Page.navigate", Map.of("url", file.toUri().toString()));
    Awaitility.await()
        .atMost(DEADLINE)
        .until(() -> events.stream().anyMatch(it -> is(it, "Page.loadEventFired")));
  }

  /** The size of the window in pixels, and the scheme of colours that its user likes. */
  public void window(int width, int height, String scheme) {
    ask(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    ask(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    // Two frames later what follows from it is drawn.
    evaluate(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))");
  }

  /** The value of an expression, or of what it promises. */
  public JsonNode evaluate(String expression) {
    JsonNode answer =
        ask(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(answer.toPrettyString());
    }
    return answer.path("result").path("value");
  }

  /** Presses a key as a user does. */
  public void press(String key) {
    for (String type : List.of("rawKeyDown", "keyUp")) {
      ask(
          "Input.dispatchKeyEvent",
          Map.of("type", type, "key", key, "code", key, "windowsVirtualKeyCode", KEYS.get(key)));
    }
  }

  /** Moves the mouse to a point of the window, in pixels. */
  public void point(double x, double y) {
    ask("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", x, "y", y));
  }

  /** What the page's console has of errors and warnings, and what was thrown. */
  public List<String> complaints() {
    return events.stream()
        .filter(
            event ->
                is(event, "Runtime.exceptionThrown")
                    || is(event, "Runtime.consoleAPICalled")
                    || is(event, "Log.entryAdded"))
        .map(JsonNode::toString)
        .toList();
  }

  /** URIs that the page asked for, but for those that hold their data themselves. */
  public List<String> requests() {
    return events.stream()
        .filter(event -> is(event, "Network.requestWillBeSent"))
        .map(event -> event.path("params").path("request").path("url").asText())
        .filter(uri -> !uri.startsWith("data:"))
        .toList();
  }

  /** A picture of the whole page, or of as much as a height in pixels has. */
  public void screenshot(Path file, int height) {
    int width = evaluate("innerWidth").asInt();
    JsonNode answer =
        ask(
            "Page.captureScreenshot",
            Map.of(
                "format",
                "png",
                "captureBeyondViewport",
                true,
                "clip",
                Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1)));
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, Base64.getDecoder().decode(answer.path("data").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean is(JsonNode event, String method) {
    return event.path("method").asText().equals(method);
  }

  private JsonNode ask(String method, Map<String, Object> parameters) {
    int id = sent.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    try {
      String text =
          JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters));
      socket.sendText(text, true).orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS).join();
      JsonNode message = answer.orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS).join();
      if (message.has("error")) {
        throw new AssertionError(method + ": " + message.path("error"));
      }
      return message.path("result");
    } catch (IOException | CompletionException e) {
      throw new AssertionError(method, e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> tree = Files.walk(profile)) {
      tree.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(file -> file.delete());
    } catch (IOException | UncheckedIOException e) {
      // A child of the browser may still delete files of its own.
      profile.toFile().deleteOnExit();
    }
  }

  /** Takes messages, which come in pieces. */
  private final class Ear implements WebSocket.Listener {
    private final StringBuilder pieces = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence piece, boolean last) {
      pieces.append(piece);
      if (last) {
        hear(pieces.toString());
        pieces.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void hear(String text) {
      try {
        JsonNode message = JSON.readTree(text);
        if (message.has("id")) {
          answers.remove(message.path("id").asInt()).complete(message);
        } else {
          events.add(message);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
