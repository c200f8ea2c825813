package io.sparkgan.spark;

import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of Parquet files as Spark calls them. Spark is always told: where it is not, it
 * believes a text in a footer, and loads whatever class that names.
 */
public final class ParquetColumns {
  private ParquetColumns() {}

  /**
   * Columns that a file has; all may be null, for files of the same table may lack some.
   *
   * @param schema what a file is made of
   */
  public static StructType of(SparkSession spark, MessageType schema) {
    return new ParquetToSparkSchemaConverter(spark.sessionState().conf())
        .convert(schema)
        .asNullable();
  }
}
