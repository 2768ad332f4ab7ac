package io.weir.console;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * What stands together in a {@code .cfg} file: a key with its value, which may go on over several
 * lines, or a line that is neither. Immutable.
 *
 * @param key null for a comment and an empty line
 * @param value as its component gets it; backslashes are taken for what they mean ({@link
 *     Properties#load(java.io.Reader)})
 * @param lines as they stand in the file
 */
record ConfigEntry(String key, String value, List<String> lines) {

  ConfigEntry {
    lines = List.copyOf(lines);
  }

  /** One line of a key that is set. */
  static ConfigEntry of(String key, String value) {
    // a line break as it is would begin another key
    String written = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    return new ConfigEntry(key, value, List.of(key + " = " + written));
  }

  static List<ConfigEntry> read(List<String> lines) throws IOException {
    var entries = new ArrayList<ConfigEntry>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      int equals = line.indexOf('=');
      if (line.startsWith("#") || line.startsWith("!") || line.isEmpty()) {
        entries.add(new ConfigEntry(null, "", List.of(lines.get(i))));
        continue;
      }
      int end = i;
      while (goesOn(lines.get(end)) && end + 1 < lines.size()) {
        end++;
      }
      List<String> all = lines.subList(i, end + 1);
      String key = equals <= 0 ? null : line.substring(0, equals).strip();
      entries.add(new ConfigEntry(key, key == null ? "" : value(String.join("\n", all)), all));
      i = end;
    }
    return entries;
  }

  /** An odd number of backslashes at its end. */
  private static boolean goesOn(String line) {
    int backslashes = 0;
    while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  private static String value(String entry) throws IOException {
    String raw = entry.substring(entry.indexOf('=') + 1);
    var properties = new Properties();
    try {
      properties.load(new StringReader("value=" + raw));
    } catch (IllegalArgumentException e) {
      return raw.strip(); // no such escape: its component gets it as it stands or not at all
    }
    return properties.getProperty("value", "").strip();
  }
}
