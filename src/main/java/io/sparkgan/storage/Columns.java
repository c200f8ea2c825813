package io.sparkgan.storage;

import io.sparkgan.config.PlainText;
import io.sparkgan.config.UserInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** Rows of Parquet as values by column: texts, whole numbers, doubles and lists of doubles. */
final class Columns {
  private static final String LIST = "list";
  private static final String ELEMENT = "element";

  private Columns() {}

  /** The values of a row in the order of its columns; a null is left out. */
  static Map<String, Object> of(Group row) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Type column : row.getType().getFields()) {
      if (row.getFieldRepetitionCount(column.getName()) > 0) {
        values.put(column.getName(), value(row, column));
      }
    }
    return values;
  }

  private static Object value(Group row, Type column) {
    String name = column.getName();
    if (!column.isPrimitive()) {
      Group list = row.getGroup(name, 0);
      return IntStream.range(0, list.getFieldRepetitionCount(LIST))
          .mapToObj(i -> list.getGroup(LIST, i).getDouble(ELEMENT, 0))
          .toList();
    }
    PrimitiveTypeName type = column.asPrimitiveType().getPrimitiveTypeName();
    return switch (type) {
      case INT32 -> row.getInteger(name, 0);
      case INT64 -> row.getLong(name, 0);
      case DOUBLE -> row.getDouble(name, 0);
      case BINARY -> row.getString(name, 0);
      default ->
          throw new UserInputException(
              "Column %s is %s, as no table of a run has one"
                  .formatted(PlainText.line(name), type));
    };
  }

  /** Fills a column of a row. */
  static void append(Group row, String name, Object value) {
    if (value instanceof List<?> elements) {
      Group list = row.addGroup(name);
      elements.forEach(element -> list.addGroup(LIST).append(ELEMENT, (Double) element));
    } else if (value instanceof Integer number) {
      row.append(name, number);
    } else if (value instanceof Long number) {
      row.append(name, number);
    } else if (value instanceof Double number) {
      row.append(name, number);
    } else {
      row.append(name, (String) value);
    }
  }
}
