package io.sparkgan.sql;

import org.apache.spark.sql.SparkSessionExtensions;
import scala.Tuple3;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Makes the table function {@code generated} known to every session, with {@code --conf
 * spark.sql.extensions=io.sparkgan.sql.SparkGanExtensions}.
 */
public final class SparkGanExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    extensions.injectTableFunction(
        new Tuple3<>(GeneratedFunction.NAME, GeneratedFunction.INFO, new GeneratedFunction()));
    return BoxedUnit.UNIT;
  }
}
