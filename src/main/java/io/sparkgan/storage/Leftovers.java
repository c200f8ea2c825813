package io.sparkgan.storage;

import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * What an interrupted run left behind.
 *
 * @param round the last round that counts
 */
record Leftovers(HadoopFiles files, int round) {

  /** Discards the leftovers in a folder and in the folders in it. */
  void discard(Path folder) {
    new TableFolder(files, folder).discardAfter(round);
    List<String> names = files.names(folder);
    for (String name : names) {
      Path path = new Path(folder, name);
      if (isLeftover(name, names)) {
        files.delete(path);
      } else if (files.isFolder(path)) {
        discard(path);
      }
    }
  }

  private boolean isLeftover(String name, List<String> siblings) {
    String subject = subject(name);
    return AtomicFile.isTemporary(subject)
        || Arrays.stream(RoundName.values())
            .flatMapToInt(form -> form.parse(subject).stream())
            .anyMatch(later -> later > round)
        || !siblings.contains(subject);
  }

  /** The file that a file is about: {@code .X.crc}, as other tools write it, is about X. */
  private static String subject(String name) {
    return name.startsWith(".") && name.endsWith(".crc")
        ? name.substring(1, name.length() - ".crc".length())
        : name;
  }
}
