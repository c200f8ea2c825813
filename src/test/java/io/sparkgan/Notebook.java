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
 * @param outputs what all cells showed
 */
public record Notebook(int format, String kernel, List<String> codeCells, List<Output> outputs) {

  /**
   * What a cell showed.
   *
   * @param type in the notebook format's words: stream, execute_result, display_data, error
   * @param text of it; of a picture the words that stand for it
   */
  public record Output(String type, String text, boolean picture) {}

  private static final Pattern TEXT_BLOCK =
      Pattern.compile("String (\\w+) = \"\"\"\\R(.*?)\"\"\";", Pattern.DOTALL);

  public static Notebook read(Path file) throws IOException {
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    List<String> cells = new ArrayList<>();
    List<Output> outputs = new ArrayList<>();
    for (JsonNode cell : json.path("cells")) {
      if (cell.path("cell_type").asText().equals("code")) {
        cells.add(text(cell.path("source")));
        cell.path("outputs").forEach(output -> outputs.add(output(output)));
      }
    }
    return new Notebook(
        json.path("nbformat").asInt(),
        json.path("metadata").path("kernelspec").path("name").asText(),
        cells,
        outputs);
  }

  /** The texts of its text blocks by name of their variables, in order. */
  public Map<String, String> queries() {
    Map<String, String> queries = new LinkedHashMap<>();
    for (String cell : codeCells) {
      Matcher block = TEXT_BLOCK.matcher(cell);
      while (block.find()) {
        queries.put(block.group(1), block.group(2));
      }
    }
    return queries;
  }

  private static Output output(JsonNode output) {
    String type = output.path("output_type").asText();
    String text =
        switch (type) {
          case "stream" -> text(output.path("text"));
          case "error" -> text(output.path("traceback"));
          default -> text(output.path("data").path("text/plain"));
        };
    return new Output(type, text, output.path("data").has("image/png"));
  }

  /** A text is one or a list of lines. */
  private static String text(JsonNode lines) {
    if (lines.isTextual()) {
      return lines.asText();
    }
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line.asText()));
    return text.toString();
  }
}
