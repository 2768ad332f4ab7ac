package io.weir.samples.mqtt;

import io.weir.plugin.Check;
import java.util.List;

/**
 * A topic filter (MQTT 3.1.1 s4.7): {@code +} stands for one level, {@code #} at the end for all
 * that follow. Immutable; any thread.
 */
final class TopicFilter {

  private final String text;
  private final List<String> levels;

  /**
   * @throws io.weir.plugin.InvalidArgument if it is none
   */
  TopicFilter(String text) {
    this.text = text;
    levels = List.of(text.split("/", -1));
    for (int i = 0; i < levels.size(); i++) {
      String level = levels.get(i);
      boolean last = i == levels.size() - 1;
      boolean whole = level.equals("+") || level.equals("#") && last;
      Check.that(
          "topic",
          whole || !level.matches(".*[+#].*"),
          "with + and # as whole levels, # last",
          text);
    }
  }

  boolean matches(String topic) {
    String[] given = topic.split("/", -1);
    // a filter that begins with a wildcard does not mean the broker's own topics (s4.7.2)
    if (topic.startsWith("$") && !levels.get(0).equals(given[0])) {
      return false;
    }
    for (int i = 0; i < levels.size(); i++) {
      if (levels.get(i).equals("#")) {
        return true;
      }
      if (i >= given.length || !levels.get(i).equals("+") && !levels.get(i).equals(given[i])) {
        // a/# means a, too
        return i == given.length && levels.get(i).equals("#");
      }
    }
    return given.length == levels.size();
  }

  /** What stands in the place of {@code #}; "" where there is none. */
  String rest(String topic) {
    if (!levels.get(levels.size() - 1).equals("#")) {
      return "";
    }
    String[] given = topic.split("/", levels.size());
    return given.length < levels.size() ? "" : given[levels.size() - 1];
  }

  int size() {
    return levels.size();
  }

  @Override
  public String toString() {
    return text;
  }
}
