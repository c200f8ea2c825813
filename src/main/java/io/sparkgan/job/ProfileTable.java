package io.sparkgan.job;

import io.sparkgan.config.Constant;
import io.sparkgan.gan.MatrixPeak;
import io.sparkgan.gan.StepProfile;
import io.sparkgan.gan.StepProfile.Part;
import io.sparkgan.gan.StepProfile.Pass;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where the time of a local step goes, for people and as JSON. */
record ProfileTable(StepProfile profile, MatrixPeak peak) {
  private static final String LAYER = "    ";

  void print(PrintStream out) {
    row(out, "where a step's time goes", "ms", "share", "GFLOP", "GFLOP/s", "of peak");
    Map<Pass, List<Part>> passes =
        profile.parts().stream()
            .collect(Collectors.groupingBy(Part::pass, LinkedHashMap::new, Collectors.toList()));
    passes.forEach(
        (pass, parts) -> {
          figures(out, name(pass), sum(parts, Part::millis), sum(parts, Part::gflop));
          if (parts.size() > 1) {
            parts.forEach(part -> figures(out, LAYER + part.layer(), part.millis(), part.gflop()));
          }
        });
    figures(out, "drawing, losses and the rest", profile.restMillis(), 0);
    figures(out, "a local step", profile.millis(), profile.gflop());
  }

  /** A row for each layer in each pass; what is missing of a whole step is the rest. */
  List<Map<String, Object>> json() {
    return profile.parts().stream().map(this::json).toList();
  }

  private Map<String, Object> json(Part part) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("turn", Constant.text(part.pass().turn()));
    row.put("network", Constant.text(part.pass().network()));
    row.put("phase", Constant.text(part.pass().phase()));
    row.put("layer", part.layer());
    row.put("ms", BenchRow.figure(part.millis()));
    row.put("share", BenchRow.figure(part.millis() / profile.millis()));
    row.put("gflop", BenchRow.figure(part.gflop()));
    row.put("gflop_per_s", BenchRow.figure(1000 * part.gflop() / part.millis()));
    row.put("share_of_peak", BenchRow.figure(ofPeak(part.millis(), part.gflop())));
    return row;
  }

  private void figures(PrintStream out, String label, double millis, double gflop) {
    boolean arithmetic = gflop > 0;
    row(
        out,
        label,
        "%.2f".formatted(millis),
        "%.1f %%".formatted(100 * millis / profile.millis()),
        arithmetic ? "%.4f".formatted(gflop) : "",
        arithmetic ? "%.1f".formatted(1000 * gflop / millis) : "",
        arithmetic ? "%.0f %%".formatted(100 * ofPeak(millis, gflop)) : "");
  }

  private double ofPeak(double millis, double gflop) {
    return 1000 * gflop / millis / peak.gflops();
  }

  private static double sum(List<Part> parts, ToDoubleFunction<Part> figure) {
    return parts.stream().mapToDouble(figure).sum();
  }

  private static String name(Pass pass) {
    return "%s's turn: %s %s"
        .formatted(
            Constant.text(pass.turn()), Constant.text(pass.network()), Constant.text(pass.phase()));
  }

  private void row(PrintStream out, String label, String... cells) {
    StringBuilder line = new StringBuilder(("%-" + width() + "s").formatted(label));
    for (String cell : cells) {
      line.append("%10s".formatted(cell));
    }
    out.println(line.toString().stripTrailing());
  }

  private int width() {
    return profile.parts().stream()
        .flatMap(part -> Stream.of(LAYER + part.layer(), name(part.pass())))
        .mapToInt(String::length)
        .max()
        .orElse(1);
  }
}
