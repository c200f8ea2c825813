package io.sparkgan.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.junit.jupiter.api.Test;

/** HDFS is waited for within bounds, and the bounds of a user's site files count more. */
class HdfsPatienceTest {
  private static final String ANSWER = "ipc.client.rpc-timeout.ms";

  @Test
  void whatHadoopLeavesUnboundedIsBounded() {
    HdfsConfiguration hadoops = new HdfsConfiguration();
    assertThat(hadoops.get(ANSWER)).isEqualTo("0");
    assertThat(HdfsPatience.settings(hadoops))
        .containsEntry(ANSWER, "120000")
        .containsEntry(HdfsPatience.RETRY, "true");
  }

  @Test
  void whatASiteFileSaysIsLeftAlone() {
    HdfsConfiguration site = new HdfsConfiguration();
    String xml =
        "<configuration><property><name>%s</name><value>0</value></property></configuration>"
            .formatted(ANSWER);
    site.addResource(
        new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)), "core-site.xml");
    assertThat(HdfsPatience.settings(site))
        .doesNotContainKey(ANSWER)
        .containsEntry(HdfsPatience.RETRY, "true");
  }
}
