package io.sparkgan.storage;

import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** Finds symbolic links, without following one. */
record Links(HadoopFiles files) {

  /** The first there is: the path itself, or one in the folder of that name. */
  Optional<Path> firstAt(Path path) {
    if (files.isLink(path)) {
      return Optional.of(path);
    }
    return files.names(path).stream()
        .map(name -> new Path(path, name))
        .filter(inner -> files.isLink(inner) || files.isFolder(inner))
        .flatMap(inner -> firstAt(inner).stream())
        .findFirst();
  }
}
