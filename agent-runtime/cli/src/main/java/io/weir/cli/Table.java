package io.weir.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Columns that line up. Numbers that a person compares are given right-aligned by a leading '>' in
 * the heading.
 */
final class Table {
  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... headings) {
    this.headings = List.of(headings);
  }

  void row(String... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalArgumentException(
          "a row has " + headings.size() + " cells, was " + cells.length);
    }
    rows.add(List.of(cells));
  }

  void print(PrintWriter out) {
    int[] widths = new int[headings.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = title(i).length();
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    line(
        out,
        widths,
        java.util.stream.IntStream.range(0, widths.length).mapToObj(this::title).toList());
    rows.forEach(row -> line(out, widths, row));
  }

  private String title(int column) {
    String heading = headings.get(column);
    return heading.startsWith(">") ? heading.substring(1) : heading;
  }

  private void line(PrintWriter out, int[] widths, List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String pad = " ".repeat(widths[i] - cells.get(i).length());
      line.append(headings.get(i).startsWith(">") ? pad + cells.get(i) : cells.get(i) + pad)
          .append("  ");
    }
    out.println(line.toString().stripTrailing());
  }
}
