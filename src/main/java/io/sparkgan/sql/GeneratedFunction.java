package io.sparkgan.sql;

import io.sparkgan.config.UserInputException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.spark.QueryContext;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.collection.immutable.Map$;
import scala.runtime.AbstractFunction1;

/**
 * {@code generated(run, count, seed)} in SQL. The run may be left out where {@value #RUN_KEY} names
 * it, and the seed is 1 if it is not said.
 */
final class GeneratedFunction extends AbstractFunction1<Seq<Expression>, LogicalPlan> {
  static final FunctionIdentifier NAME = new FunctionIdentifier("generated");
  static final ExpressionInfo INFO =
      new ExpressionInfo(GeneratedFunction.class.getName(), NAME.funcName());

  private static final String RUN_KEY = "sparkgan.run";
  private static final long SEED = 1;
  private static final String USAGE =
      "generated: expected (run, count[, seed]), as generated('runs/my-run', 1000), or"
          + " (count[, seed]) where "
          + RUN_KEY
          + " names the run";

  @Override
  public LogicalPlan apply(Seq<Expression> arguments) {
    try {
      return plan(SparkSession.active(), constants(arguments));
    } catch (UserInputException e) {
      throw mistake(e.getMessage());
    }
  }

  private static LogicalPlan plan(SparkSession spark, Deque<Object> arguments) {
    String run =
        arguments.peek() instanceof UTF8String ? arguments.remove().toString() : run(spark);
    if (arguments.isEmpty() || arguments.size() > 2) {
      throw new UserInputException(USAGE);
    }
    long count = whole(arguments.remove());
    long seed = arguments.isEmpty() ? SEED : whole(arguments.remove());
    return SparkGan.open(run).samples(spark, count, seed).queryExecution().analyzed();
  }

  /** What is known before any row is. */
  private static Deque<Object> constants(Seq<Expression> arguments) {
    List<Object> values = new ArrayList<>();
    for (Expression argument : JavaConverters.seqAsJavaList(arguments)) {
      if (!argument.resolved() || !argument.foldable()) {
        throw new UserInputException(USAGE + "; found " + argument.sql());
      }
      Object value = argument.eval(null);
      boolean text = argument.dataType() instanceof StringType;
      boolean whole = value instanceof Integer || value instanceof Long;
      if (value == null || !(text || whole)) {
        throw new UserInputException(USAGE + "; found " + argument.sql());
      }
      values.add(value);
    }
    return new ArrayDeque<>(values);
  }

  private static long whole(Object argument) {
    if (argument instanceof Number number) {
      return number.longValue();
    }
    throw new UserInputException(USAGE + "; found '" + argument + "'");
  }

  private static String run(SparkSession spark) {
    Option<String> run = spark.conf().getOption(RUN_KEY);
    if (run.isEmpty()) {
      throw new UserInputException(USAGE + "; nothing names it: SET %s=DIR".formatted(RUN_KEY));
    }
    return run.get();
  }

  /** As Spark reports other mistakes in a query, in a line. */
  private static RuntimeException mistake(String message) {
    return thrown(
        new AnalysisException(
            message,
            Option.empty(),
            Option.empty(),
            Option.empty(),
            Option.empty(),
            Map$.MODULE$.empty(),
            new QueryContext[0]));
  }

  /** Scala throws what Java would have to declare, which a function of Scala's cannot. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> RuntimeException thrown(Throwable mistake) throws T {
    throw (T) mistake;
  }
}
