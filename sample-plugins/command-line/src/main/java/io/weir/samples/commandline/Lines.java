package io.weir.samples.commandline;

import io.weir.plugin.Metric;
import io.weir.plugin.Readings;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a reading from a line of text; a line that does not match is none. Any thread. */
final class Lines {

  /** {@code battery.charge: 97 %} and {@code state = "on line"} alike. */
  static final String PATTERN =
      "\\s*(?<name>[A-Za-z0-9][A-Za-z0-9:./_-]*?)\\s*[:=]\\s*(?<value>\"[^\"]*\"|\\S+)\\s*(?<unit>\\S*)\\s*";

  private static final Logger LOG = LoggerFactory.getLogger(Lines.class);

  private final String prefix;
  private final Pattern pattern;

  /**
   * @param prefix what metrics are called where the line has no name, and before it where it has
   * @throws java.util.regex.PatternSyntaxException if the pattern is none
   */
  Lines(String prefix, String pattern) {
    this.prefix = prefix;
    this.pattern = Pattern.compile(pattern);
  }

  /** A line that looks like a reading and can be none (a name of 300 letters) is left out, too. */
  void put(String line, Readings out) {
    try {
      reading(line, out);
    } catch (IllegalArgumentException e) {
      LOG.atDebug().addKeyValue("name", prefix).log("a line is no reading: {}", e.getMessage());
    }
  }

  private void reading(String line, Readings out) {
    Matcher matcher = pattern.matcher(line);
    if (matcher.matches()) {
      String own = group(matcher, "name").replaceAll("[^A-Za-z0-9:./_-]", "_");
      String name = own.isEmpty() ? prefix : prefix + ":" + own;
      put(name, matcher.group("value"), group(matcher, "unit"), out);
    }
  }

  private static void put(String name, String value, String unit, Readings out) {
    if (value.equals("true") || value.equals("false")) {
      out.put(Metric.bool(name), Boolean.valueOf(value));
    } else if (value.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,2})?")) {
      out.put(Metric.number(name, unit), Double.parseDouble(value));
    } else {
      out.put(Metric.text(name), value.replaceAll("^\"|\"$", ""));
    }
  }

  private String group(Matcher matcher, String group) {
    boolean known = pattern.pattern().contains("(?<" + group + ">");
    String text = known ? matcher.group(group) : null;
    return text == null ? "" : text;
  }
}
