package io.sparkgan.storage;

import io.sparkgan.MiniHdfs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The lock on HDFS. */
class HdfsWriteLockIT extends WriteLockContract {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static MiniDFSCluster cluster;

  private final String outUri = "%s/out-%d".formatted(cluster.getURI(), COUNT.getAndIncrement());

  @BeforeAll
  static void startCluster(@TempDir Path folder) throws IOException {
    cluster = MiniHdfs.start(folder, 1);
  }

  @AfterAll
  static void stopCluster() {
    cluster.shutdown();
  }

  @Override
  Configuration configuration() {
    return cluster.getConfiguration(0);
  }

  @Override
  String outUri() {
    return outUri;
  }

  @Override
  int races() {
    return 50;
  }
}
