package io.sparkgan.job;

import io.sparkgan.config.UserInputException;
import java.util.List;
import org.apache.spark.SparkConf;

/** What Spark needs of Java's inside. The launchers see to it, but for drivers on some clusters. */
final class JavaModules {
  /** The packages whose absence is noticed first. */
  private static final List<String> NEEDED = List.of("sun.nio.ch", "java.nio", "java.lang.invoke");

  private JavaModules() {}

  /**
   * Makes sure that Spark does not die of it.
   *
   * @throws UserInputException if this JVM was started without the options that open it
   */
  static void requireOpen() {
    Module java = Object.class.getModule();
    Module spark = SparkConf.class.getModule();
    for (String name : NEEDED) {
      if (!java.isOpen(name, spark)) {
        throw new UserInputException(
            "The driver's Java lacks the options that Spark needs on Java 17, --add-opens=java.base/%s=ALL-UNNAMED first; give spark-submit --properties-file conf/spark-defaults.conf, whose spark.driver.extraJavaOptions has them"
                .formatted(name));
      }
    }
  }
}
