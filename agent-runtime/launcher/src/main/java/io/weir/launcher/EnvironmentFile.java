package io.weir.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * {@code agent.env}: lines {@code NAME=value} as systemd reads them (systemd.exec,
 * EnvironmentFile), so that one file serves the unit and a start by hand. Comments with # or ;,
 * quotes around a value are taken off.
 */
final class EnvironmentFile {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private EnvironmentFile() {}

  /**
   * The variables in the file, none if there is no file.
   *
   * @throws RefusedStart if a line is not an assignment
   */
  static Map<String, String> read(Path file) {
    Map<String, String> variables = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      return variables;
    }
    try {
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        String text = line.strip();
        if (!text.isEmpty() && text.charAt(0) != '#' && text.charAt(0) != ';') {
          put(variables, text, file + " line " + number);
        }
      }
    } catch (IOException e) {
      throw new RefusedStart(ExitCode.CONFIGURATION, "cannot read " + file + ": " + e, e);
    }
    return variables;
  }

  private static void put(Map<String, String> variables, String text, String place) {
    int equals = text.indexOf('=');
    if (equals < 0 || !NAME.matcher(text.substring(0, equals)).matches()) {
      // the text itself may be a secret that lost its name: it is not repeated
      throw new RefusedStart(ExitCode.CONFIGURATION, place + ": expected NAME=value");
    }
    variables.put(text.substring(0, equals), unquote(text.substring(equals + 1).strip()));
  }

  private static String unquote(String value) {
    if (value.length() >= 2) {
      char first = value.charAt(0);
      if ((first == '"' || first == '\'') && value.charAt(value.length() - 1) == first) {
        return value.substring(1, value.length() - 1);
      }
    }
    return value;
  }
}
