package io.sparkgan.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files that a page is put together of, as they travel with the program: ours and uPlot's. */
final class PageParts {
  private static final String UPLOT = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

  private PageParts() {}

  /** The page with gaps for the rest. */
  static String template() {
    return text("report.html");
  }

  /** All styles: uPlot's, and then ours, which go before. */
  static String style() {
    return uplot("dist/uPlot.min.css") + "\n" + text("report.css");
  }

  /** All scripts: uPlot, and then ours, which use it, as one whose names are its own. */
  static String script() {
    String ours =
        Stream.of("elements.js", "runs.js", "charts.js", "sections.js", "page.js")
            .map(PageParts::text)
            .collect(Collectors.joining("\n"));
    return uplot("dist/uPlot.iife.min.js") + "\n(() => {\n\"use strict\";\n" + ours + "})();\n";
  }

  /** The licence of uPlot, which a page that has it must show. */
  static String licence() {
    return uplot("LICENSE");
  }

  private static String uplot(String file) {
    Properties webjar = new Properties();
    try {
      webjar.load(new StringReader(text(UPLOT)));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + UPLOT, e);
    }
    return text(
        "/META-INF/resources/webjars/uplot/%s/%s".formatted(webjar.getProperty("version"), file));
  }

  private static String text(String name) {
    try (InputStream in = PageParts.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("%s is not in the class path".formatted(name));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + name, e);
    }
  }
}
