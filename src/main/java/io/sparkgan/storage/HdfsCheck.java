package io.sparkgan.storage;

import io.sparkgan.config.EnvironmentException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/**
 * Asks HDFS once, before a job begins. Who mistook a port is to hear of it at once, and not after
 * the {@link HdfsPatience} that is right for a name node that restarts during the work.
 */
final class HdfsCheck {

  private interface Question {
    void ask(DistributedFileSystem hdfs) throws IOException;
  }

  private HdfsCheck() {}

  /** Makes sure that it answers; other file systems are not asked. */
  static void requireAnswer(FileSystem fileSystem, Configuration configuration) {
    ask(fileSystem, configuration, hdfs -> hdfs.getFileStatus(new Path("/")));
  }

  /**
   * Makes sure that it takes what is written.
   *
   * @throws EnvironmentException if it is in safe mode
   */
  static void requireWritable(FileSystem fileSystem, Configuration configuration) {
    ask(
        fileSystem,
        configuration,
        hdfs -> {
          if (hdfs.isInSafeMode()) {
            throw new EnvironmentException(
                "%s is in safe mode, in which nothing can be written; nothing was changed: run the same again once it has left it (hdfs dfsadmin -safemode wait)"
                    .formatted(hdfs.getUri()));
          }
        });
  }

  private static void ask(FileSystem fileSystem, Configuration configuration, Question question) {
    if (!(fileSystem instanceof DistributedFileSystem)) {
      return;
    }
    Configuration impatient = new Configuration(configuration);
    impatient.setBoolean(HdfsPatience.RETRY, false);
    try {
      askOnce(fileSystem.getUri(), impatient, question);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void askOnce(URI uri, Configuration impatient, Question question)
      throws IOException {
    try (FileSystem once = FileSystem.newInstance(uri, impatient)) {
      if (once instanceof DistributedFileSystem hdfs) {
        try {
          question.ask(hdfs);
        } catch (EOFException e) {
          // The end of a connection that this process had before the name node restarted.
          question.ask(hdfs);
        }
      }
    }
  }
}
