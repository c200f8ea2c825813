package io.sparkgan.storage;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.HdfsConfiguration;

/**
 * How long HDFS is waited for. Hadoop's own client asks a name node that is gone but once, and
 * waits for one that took a question and does not answer for ever.
 */
public final class HdfsPatience {
  /** Whether a name node that restarts is waited for. */
  static final String RETRY = "dfs.client.retry.policy.enabled";

  private static final Map<String, String> OURS =
      Map.of(
          // A restart and the half minute in safe mode that follows.
          RETRY,
          "true",
          // Milliseconds and times; each time the client itself tries as long to connect.
          "dfs.client.retry.policy.spec",
          "30000,2",
          "ipc.client.rpc-timeout.ms",
          "120000",
          // Of 20 s each, where packets to a host are lost.
          "ipc.client.connect.max.retries.on.timeouts",
          "5",
          // A data node that takes no bytes; its silence is noticed after
          // dfs.client.socket-timeout.
          "dfs.datanode.socket.write.timeout",
          "60000",
          // Where no other data node is left, those that are must do until HDFS makes more copies.
          "dfs.client.block.write.replace-datanode-on-failure.best-effort",
          "true");

  private static final List<String> HADOOPS_FILES = List.of("core-default.xml", "hdfs-default.xml");

  private HdfsPatience() {}

  /** Those of our settings, by key of Hadoop's, that the user's site files do not have. */
  public static Map<String, String> settings() {
    return settings(new HdfsConfiguration());
  }

  static Map<String, String> settings(Configuration site) {
    return OURS.entrySet().stream()
        .filter(setting -> !isUsers(site, setting.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static boolean isUsers(Configuration site, String key) {
    String[] sources = site.getPropertySources(key);
    return sources != null && !HADOOPS_FILES.containsAll(Arrays.asList(sources));
  }
}
