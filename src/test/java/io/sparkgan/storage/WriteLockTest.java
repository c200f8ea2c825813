package io.sparkgan.storage;

import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.io.TempDir;

/** The lock on local files. */
class WriteLockTest extends WriteLockContract {
  @TempDir private Path out;

  @Override
  Configuration configuration() {
    return new Configuration();
  }

  @Override
  String outUri() {
    return out.toUri().toString();
  }

  @Override
  int races() {
    return 200;
  }
}
