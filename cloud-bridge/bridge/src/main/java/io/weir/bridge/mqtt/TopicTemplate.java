package io.weir.bridge.mqtt;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A topic with places for what differs: {@code {serial}}, {@code {lane}} and {@code {name}}.
 * Immutable; any thread.
 *
 * @param text the topic as it is configured, not empty
 */
public record TopicTemplate(String text) {
  private static final Pattern PLACE = Pattern.compile("\\{([^}]*)}");
  // a level of a topic must not have what divides levels or stands for several (MQTT 3.1.1 s4.7)
  private static final Pattern NOT_IN_A_LEVEL = Pattern.compile("[/+#\\p{Cntrl}]");

  public TopicTemplate {
    Matcher places = PLACE.matcher(text);
    while (places.find()) {
      if (!places.group(1).matches("serial|lane|name")) {
        throw new IllegalArgumentException(
            "a topic may hold {serial}, {lane} and {name}, found " + places.group());
      }
    }
    if (text.isBlank() || NOT_IN_A_LEVEL.matcher(text.replace('/', ' ')).find()) {
      throw new IllegalArgumentException("a topic has no +, # or control character, was " + text);
    }
  }

  /** Whether each series has a topic of its own. */
  boolean perName() {
    return text.contains("{name}");
  }

  /**
   * The topic. Slashes and wildcards in a value become underscores: each is one level, or part of
   * one.
   */
  String topic(String serial, String lane, String name) {
    return PLACE
        .matcher(text)
        .replaceAll(
            place ->
                Matcher.quoteReplacement(
                    level(
                        switch (place.group(1)) {
                          case "serial" -> serial;
                          case "lane" -> lane;
                          default -> name;
                        })));
  }

  private static String level(String value) {
    return NOT_IN_A_LEVEL.matcher(value).replaceAll("_");
  }
}
