package io.sparkgan.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkgan.storage.HadoopFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What two runs of the same settings leave in their folders, on any file systems: files and
 * folders, hidden ones too, and what no clock has a part in, byte by byte.
 */
final class SameFiles {
  private static final Pattern TIMELESS = Pattern.compile(".*\\.(png|ckpt)");

  /** Which rounds share a file depends on when the run was interrupted. */
  private static final Pattern TABLE = Pattern.compile(".*/rounds?-[\\d-]+\\.parquet");

  private SameFiles() {}

  /** The same files and folders. */
  static void require(String run, String other) {
    require(run, other, name -> true);
  }

  /** The same, though tables may be in other files, as compaction makes them. */
  static void requireButTables(String run, String other) {
    require(run, other, name -> !TABLE.matcher(name).matches());
  }

  /** The same, and there is no page, which is made when a driver comes to its end. */
  static void requireButTablesAndPage(String run, String other) {
    assertThat(names(run)).noneMatch(name -> name.startsWith("report"));
    require(run, other, name -> !TABLE.matcher(name).matches() && !name.startsWith("report"));
  }

  private static void require(String run, String other, Predicate<String> counts) {
    List<String> expected = names(other).stream().filter(counts).toList();
    assertThat(names(run).stream().filter(counts).toList()).isEqualTo(expected);
    List<String> timeless =
        expected.stream().filter(name -> TIMELESS.matcher(name).matches()).toList();
    assertThat(timeless).isNotEmpty();
    timeless.forEach(name -> requireSameBytes(name, run, other));
  }

  /**
   * Whatever pictures of a run are there are those of another.
   *
   * @return how many
   */
  static int requirePictures(String run, String other) {
    List<String> pictures = names(run).stream().filter(name -> name.endsWith(".png")).toList();
    pictures.forEach(name -> requireSameBytes(name, run, other));
    return pictures.size();
  }

  private static void requireSameBytes(String name, String run, String other) {
    assertThat(bytes(new Path(run, name))).as(name).isEqualTo(bytes(new Path(other, name)));
  }

  /** Of all files, and of all folders, which end with a slash. */
  private static Set<String> names(String run) {
    Set<String> names = new TreeSet<>();
    Path root = new Path(run);
    add(names, HadoopFiles.of(new Configuration(), root), root, "");
    return names;
  }

  private static void add(Set<String> names, HadoopFiles files, Path folder, String prefix) {
    for (String name : files.names(folder)) {
      Path path = new Path(folder, name);
      if (files.isFolder(path)) {
        names.add(prefix + name + "/");
        add(names, files, path, prefix + name + "/");
      } else {
        names.add(prefix + name);
      }
    }
  }

  private static byte[] bytes(Path file) {
    try (InputStream in = HadoopFiles.of(new Configuration(), file).open(file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
