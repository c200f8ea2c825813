package io.sparkgan.storage;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** Finds symbolic links, without following one. */
record Links(HadoopFiles files) {

  /** The first there is: the path itself, or one in the folder of that name. */
  Optional<Path> firstAt(Path path) {
    // No recursion: whoever made the folders may have put each into another.
    Deque<Path> left = new ArrayDeque<>(List.of(path));
    while (!left.isEmpty()) {
      Path next = left.pop();
      if (files.isLink(next)) {
        return Optional.of(next);
      }
      if (files.isFolder(next)) {
        List<String> names = files.names(next);
        for (int i = names.size() - 1; i >= 0; i--) {
          left.push(new Path(next, names.get(i)));
        }
      }
    }
    return Optional.empty();
  }
}
