package io.sparkgan.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * A cluster that was started: what {@code stop} and {@code status} must know of it.
 *
 * @param url of the master, as {@code --master} takes it
 * @param webUrl of the master's page
 * @param processes in the order they were started, the master first
 */
public record ClusterState(String url, String webUrl, List<ClusterProcess> processes) {
  public ClusterState {
    processes = List.copyOf(processes);
  }

  /** Whether any of its processes still runs. */
  public boolean alive() {
    return processes.stream().anyMatch(ClusterProcess::alive);
  }

  ClusterState with(ClusterProcess process) {
    List<ClusterProcess> more = new ArrayList<>(processes);
    more.add(process);
    return new ClusterState(url, webUrl, more);
  }

  Properties properties() {
    Properties text = new Properties();
    text.setProperty("url", url);
    text.setProperty("webUrl", webUrl);
    text.setProperty("processes", Integer.toString(processes.size()));
    for (int i = 0; i < processes.size(); i++) {
      ClusterProcess process = processes.get(i);
      text.setProperty(i + ".name", process.name());
      text.setProperty(i + ".pid", Long.toString(process.pid()));
      text.setProperty(i + ".command", process.command());
      text.setProperty(i + ".log", process.log().toString());
    }
    return text;
  }

  static ClusterState of(Properties text) {
    List<ClusterProcess> processes = new ArrayList<>();
    int count = Integer.parseInt(text.getProperty("processes"));
    for (int i = 0; i < count; i++) {
      processes.add(
          new ClusterProcess(
              text.getProperty(i + ".name"),
              Long.parseLong(text.getProperty(i + ".pid")),
              text.getProperty(i + ".command"),
              Path.of(text.getProperty(i + ".log"))));
    }
    return new ClusterState(text.getProperty("url"), text.getProperty("webUrl"), processes);
  }
}
