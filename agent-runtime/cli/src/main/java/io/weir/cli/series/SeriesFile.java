package io.weir.cli.series;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A file of points, CSV or JSON. CSV: with a heading, its columns are time (or mtime), value, and
 * as wanted type, quality, name, unit; without one, {@code time,value} or what the file back end of
 * a plugin's recorder writes, {@code mtime,type,value,quality}. JSON: an object a line with the
 * same names. Read from its beginning each time, so a file may be checked before it is sent.
 */
public final class SeriesFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> BACKEND = List.of("mtime", "type", "value", "quality");
  private static final List<String> SHORT = List.of("time", "value", "quality");
  private final Path file;
  private final boolean json;

  public SeriesFile(Path file, boolean json) {
    this.file = file;
    this.json = json;
  }

  /**
   * Hands over each point in order, and each line that is none. A bad line does not end it.
   *
   * @return how many points there were
   */
  public long read(Consumer<Line> points, Consumer<BadLine> bad) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file)) {
      return json ? readJson(in, points, bad) : readCsv(in, points, bad);
    } catch (java.nio.charset.CharacterCodingException e) {
      throw new IllegalStateException("expected " + file + " to be text in UTF-8", e);
    }
  }

  private static long readCsv(BufferedReader in, Consumer<Line> points, Consumer<BadLine> bad)
      throws IOException {
    CsvRows rows = new CsvRows(in);
    List<String> columns = null;
    long count = 0;
    while (true) {
      try {
        List<String> row = rows.next();
        if (row == null) {
          return count;
        }
        if (columns == null) {
          columns = columns(row);
          if (isHeading(row)) {
            continue;
          }
        }
        points.accept(line(rows.line(), columns, row));
        count++;
      } catch (BadLine e) {
        bad.accept(e);
      }
    }
  }

  private static boolean isHeading(List<String> row) {
    return row.stream().anyMatch(field -> field.strip().matches("(?i)m?time"));
  }

  private static List<String> columns(List<String> row) {
    if (isHeading(row)) {
      return row.stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
    }
    return row.size() > 1 && row.get(1).matches("num|text|bool") ? BACKEND : SHORT;
  }

  private static Line line(long number, List<String> columns, List<String> row) {
    if (row.size() > columns.size() || row.size() < 2) {
      throw new BadLine(number, "columns", String.join(",", columns), String.join(",", row));
    }
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < row.size(); i++) {
      fields.put(columns.get(i), row.get(i));
    }
    return line(number, fields);
  }

  private static long readJson(BufferedReader in, Consumer<Line> points, Consumer<BadLine> bad)
      throws IOException {
    long number = 0;
    long count = 0;
    for (String text = in.readLine(); text != null; text = in.readLine()) {
      number++;
      try {
        if (!text.isBlank()) {
          points.accept(line(number, fields(number, text)));
          count++;
        }
      } catch (BadLine e) {
        bad.accept(e);
      }
    }
    return count;
  }

  private static Map<String, String> fields(long number, String text) {
    try {
      JsonNode object = JSON.readTree(text);
      if (!object.isObject()) {
        throw new BadLine(number, "object", "a JSON object a line", text);
      }
      Map<String, String> fields = new HashMap<>();
      object.properties().forEach(e -> fields.put(e.getKey(), e.getValue().asText()));
      JsonNode value = object.path("value");
      if (value.isValueNode() && !value.isNull()) {
        fields.put("type", value.isNumber() ? "num" : value.isBoolean() ? "bool" : "text");
      }
      return fields;
    } catch (JsonProcessingException e) {
      throw new BadLine(number, "object", "a JSON object a line", text);
    }
  }

  private static Line line(long number, Map<String, String> fields) {
    String time = fields.getOrDefault("time", fields.getOrDefault("mtime", ""));
    return Line.of(
        number,
        fields.getOrDefault("name", fields.getOrDefault("tsname", "")),
        fields.getOrDefault("unit", fields.getOrDefault("units", "")),
        time.strip(),
        fields.getOrDefault("type", ""),
        fields.getOrDefault("value", ""),
        fields.getOrDefault("quality", ""));
  }
}
