package io.sparkgan.report;

import io.sparkgan.storage.SampleGrids;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The sample grids of a run that a page embeds. */
final class GridSlides {
  /** More steps than a slider is moved. */
  private static final int MOST = 200;

  /** A browser makes room for them, whatever they take in the file: four bytes each. */
  private static final long MOST_PIXELS = 1 << 26;

  /** What a PNG is, and that its width and its height come next. */
  private static final byte[] PNG_BEGINS = {
    (byte) 0x89, 'P', 'N', 'G', 0xd, 0xa, 0x1a, 0xa, 0, 0, 0, 13, 'I', 'H', 'D', 'R'
  };

  private static final byte[] PNG_ENDS = {'I', 'E', 'N', 'D', (byte) 0xae, 0x42, 0x60, (byte) 0x82};

  private GridSlides() {}

  /**
   * Reads as many grids as fit, evenly chosen.
   *
   * @param rounds that have one, in ascending order
   * @param bytes that the pictures together may have
   * @return for each its number and its picture in base 64, as {@code png}
   */
  static List<Map<String, Object>> of(
      SampleGrids grids, List<Integer> rounds, long bytes, Notes notes) {
    List<Integer> chosen =
        notes.read("The folder samples", () -> fitting(grids, rounds, bytes)).orElse(List.of());
    if (chosen.size() < rounds.size()) {
      notes.add(
          "%,d of %,d sample grids are shown, so that the page stays small"
              .formatted(chosen.size(), rounds.size()));
    }
    return chosen.stream().flatMap(round -> slide(grids, round, notes).stream()).toList();
  }

  private static List<Integer> fitting(SampleGrids grids, List<Integer> rounds, long bytes) {
    List<Integer> chosen = Evenly.chosen(rounds, MOST);
    Map<Integer, Long> lengths =
        chosen.stream().collect(Collectors.toMap(Function.identity(), grids::length));
    int most = chosen.size();
    while (most > 0 && length(Evenly.chosen(chosen, most), lengths) > bytes) {
      most--;
    }
    return most == 0 ? List.of() : Evenly.chosen(chosen, most);
  }

  private static long length(List<Integer> rounds, Map<Integer, Long> lengths) {
    return rounds.stream().mapToLong(lengths::get).sum();
  }

  private static List<Map<String, Object>> slide(SampleGrids grids, int round, Notes notes) {
    return notes
        .read("The sample grid of round " + round, () -> grids.png(round))
        .filter(png -> shows(png, round, notes))
        .map(png -> slide(round, png))
        .stream()
        .toList();
  }

  private static Map<String, Object> slide(int round, byte[] png) {
    Map<String, Object> slide = new LinkedHashMap<>();
    slide.put("round", round);
    slide.put("png", Base64.getEncoder().encodeToString(png));
    return slide;
  }

  private static boolean shows(byte[] png, int round, Notes notes) {
    Optional<String> problem = problem(png);
    problem.ifPresent(
        it -> notes.add("The sample grid of round %d %s and is left out".formatted(round, it)));
    return problem.isEmpty();
  }

  private static Optional<String> problem(byte[] png) {
    int length = png.length;
    boolean whole =
        length > PNG_BEGINS.length + 2 * Integer.BYTES + PNG_ENDS.length
            && Arrays.equals(png, 0, PNG_BEGINS.length, PNG_BEGINS, 0, PNG_BEGINS.length)
            && Arrays.equals(png, length - PNG_ENDS.length, length, PNG_ENDS, 0, PNG_ENDS.length);
    if (!whole) {
      return Optional.of("is no whole PNG");
    }
    ByteBuffer size = ByteBuffer.wrap(png, PNG_BEGINS.length, 2 * Integer.BYTES);
    long width = Integer.toUnsignedLong(size.getInt());
    long height = Integer.toUnsignedLong(size.getInt());
    // Neither has more than 32 bits, but the product of both may have more than 63.
    return width > MOST_PIXELS || height > MOST_PIXELS || width * height > MOST_PIXELS
        ? Optional.of(
            "claims to be %d x %d (height, width), more than %d pixels,"
                .formatted(height, width, MOST_PIXELS))
        : Optional.empty();
  }
}
