package io.weir.fleet.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** Prints a list: a line a row with tabs between, or as JSON. */
final class Rows {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Rows() {}

  /** A row of two columns. */
  static Map<String, String> row(String key, Object value, String other, Object otherValue) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put(key, value.toString());
    row.put(other, otherValue.toString());
    return row;
  }

  static void print(CommandSpec spec, List<Map<String, String>> rows, boolean json) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(text(rows));
      return;
    }
    for (Map<String, String> row : rows) {
      out.println(row.values().stream().map(String::valueOf).collect(Collectors.joining("\t")));
    }
  }

  private static String text(List<Map<String, String>> rows) {
    try {
      return MAPPER.writeValueAsString(rows);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts can be written as JSON", e);
    }
  }
}
