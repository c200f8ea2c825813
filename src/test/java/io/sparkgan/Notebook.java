package io.sparkgan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Jupyter notebook of Java cells.
 *
 * @param format the notebook format's major version
 * @param kernel name of the kernel that runs it
 * @param codeCells sources in order
 */
record Notebook(int format, String kernel, List<String> codeCells) {
  private static final Pattern TEXT_BLOCK =
      Pattern.compile("String (\\w+) = \"\"\"\\R(.*?)\"\"\";", Pattern.DOTALL);

  static Notebook read(Path file) throws IOException {
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    List<String> cells = new ArrayList<>();
    for (JsonNode cell : json.path("cells")) {
      if (cell.path("cell_type").asText().equals("code")) {
        cells.add(source(cell));
      }
    }
    return new Notebook(
        json.path("nbformat").asInt(),
        json.path("metadata").path("kernelspec").path("name").asText(),
        cells);
  }

  /** The texts of its text blocks by name of their variables, in order. */
  Map<String, String> queries() {
    Map<String, String> queries = new LinkedHashMap<>();
    for (String cell : codeCells) {
      Matcher block = TEXT_BLOCK.matcher(cell);
      while (block.find()) {
        queries.put(block.group(1), block.group(2));
      }
    }
    return queries;
  }

  /** A source is one text or a list of lines. */
  private static String source(JsonNode cell) {
    JsonNode source = cell.path("source");
    if (source.isTextual()) {
      return source.asText();
    }
    StringBuilder text = new StringBuilder();
    source.forEach(line -> text.append(line.asText()));
    return text.toString();
  }
}
