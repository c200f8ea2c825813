package io.sparkgan.report;

import io.sparkgan.config.Sha256;
import io.sparkgan.storage.OutputFile;
import io.sparkgan.storage.RunDirectory;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page that tells of a run, or compares several: one HTML file that needs nothing else and no
 * network. The same run directories give the same page.
 */
public final class ReportPage {
  /** More cannot be told apart by their colours. */
  public static final int MOST_RUNS = 8;

  /** In base 64 they are a third longer; the rest of a page is far less. */
  private static final long GRID_BYTES = 12L << 20;

  private static final Pattern GAP = Pattern.compile("\\{\\{([a-z]+)}}");

  private final String html;

  private ReportPage(String html) {
    this.html = html;
  }

  /**
   * Reads the runs. What of a run cannot be read is left out, and the page says so.
   *
   * @param runs at least one and at most {@link #MOST_RUNS}; several are compared
   * @throws io.sparkgan.config.UserInputException if one has no description
   */
  public static ReportPage of(List<RunDirectory> runs) {
    if (runs.isEmpty() || runs.size() > MOST_RUNS) {
      throw new IllegalArgumentException("%d runs".formatted(runs.size()));
    }
    long gridBytes = GRID_BYTES / runs.size();
    List<Map<String, Object>> stories =
        runs.stream().map(run -> RunStory.of(run, gridBytes)).toList();
    String script = "\n" + PageParts.script() + "\n";
    Map<String, String> parts =
        Map.of(
            "policy", policy(script),
            "style", "\n" + PageParts.style() + "\n",
            "script", script,
            "licence", PageParts.licence().strip(),
            "data", Json.of(Map.of("runs", stories)));
    // In one pass: what is put in is not looked at again.
    return new ReportPage(
        GAP.matcher(PageParts.template())
            .replaceAll(gap -> Matcher.quoteReplacement(parts.get(gap.group(1)))));
  }

  /** Nothing is loaded, and no script runs but this one, whatever the texts of a run are. */
  private static String policy(String script) {
    byte[] digest = Sha256.digest().digest(script.getBytes(StandardCharsets.UTF_8));
    return "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-%s'"
        .formatted(Base64.getEncoder().encodeToString(digest));
  }

  /** The page itself. */
  public String html() {
    return html;
  }

  /** Writes it. */
  public void write(OutputFile file) {
    file.write(out -> out.write(html.getBytes(StandardCharsets.UTF_8)));
  }
}
