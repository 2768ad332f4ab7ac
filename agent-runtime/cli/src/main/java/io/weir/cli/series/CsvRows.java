package io.weir.cli.series;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Rows of comma-separated values (RFC 4180), one at a time however long the file. One thread. */
final class CsvRows {
  private final BufferedReader in;
  private long line;
  private long begun;

  CsvRows(BufferedReader in) {
    this.in = in;
  }

  /** The line at which the last row began. */
  long line() {
    return begun;
  }

  /**
   * The next row, or null at the end; empty lines are passed over.
   *
   * @throws BadLine if a quoted field does not end
   */
  List<String> next() throws IOException {
    String text = read();
    while (text != null && text.isBlank()) {
      text = read();
    }
    if (text == null) {
      return null;
    }
    begun = line;
    List<String> row = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    while (true) {
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
          field.append(text.charAt(++i));
        } else if (c == '"') {
          quoted = !quoted;
        } else if (c == ',' && !quoted) {
          row.add(field.toString());
          field.setLength(0);
        } else {
          field.append(c);
        }
      }
      if (!quoted) {
        row.add(field.toString());
        return row;
      }
      field.append('\n'); // a quoted field goes on in the next line
      text = read();
      if (text == null) {
        throw new BadLine(begun, "value", "a quote at its end", field.toString().strip());
      }
    }
  }

  private String read() throws IOException {
    line++;
    return in.readLine();
  }
}
