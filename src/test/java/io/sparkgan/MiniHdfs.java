package io.sparkgan;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** Real HDFS in this JVM. */
public final class MiniHdfs {
  private MiniHdfs() {}

  /** A name node and data nodes whose blocks are in a folder. */
  public static MiniDFSCluster start(Path folder, int dataNodes) throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.toString());
    return new MiniDFSCluster.Builder(configuration).numDataNodes(dataNodes).build();
  }
}
