package io.sparkgan.faults;

import java.util.regex.Pattern;
import org.apache.spark.TaskContext;

/**
 * A process that dies, or stands still, when a task begins.
 *
 * @param job regular expression for the description of the task's job
 * @param tasks of its stage, which tell the stages of a job apart
 * @param partition the task
 * @param attempts how many attempts of it, from the first, are deadly, whichever attempts of its
 *     stage they belong to
 * @param victim who dies of them
 */
public record Death(String job, int tasks, int partition, int attempts, Victim victim) {

  /** Who dies or stands still, as the process of the task sees it. */
  public enum Victim {
    /** The process itself. */
    SELF,
    /** All executors but this one. */
    OTHERS,
    /** All executors but this one, which stand still: they neither answer nor end. */
    OTHERS_FROZEN,
    /** The daemon that started this process. */
    PARENT,
    /** Nobody: the first attempt waits until another has begun. */
    NONE
  }

  /** For a Spark key; no part may have this in it. */
  private static final String SEPARATOR = " & ";

  /** This death as text that {@link #parse} reads. */
  public String text() {
    return String.join(
        SEPARATOR,
        job,
        Integer.toString(tasks),
        Integer.toString(partition),
        Integer.toString(attempts),
        victim.name());
  }

  static Death parse(String text) {
    String[] parts = text.split(SEPARATOR, -1);
    return new Death(
        parts[0],
        Integer.parseInt(parts[1]),
        Integer.parseInt(parts[2]),
        Integer.parseInt(parts[3]),
        Victim.valueOf(parts[4]));
  }

  boolean strikes(TaskContext task) {
    String description = String.valueOf(task.getLocalProperty("spark.job.description"));
    return Pattern.matches(job, description)
        && task.numPartitions() == tasks
        && task.partitionId() == partition;
  }
}
