package io.weir.samples.mqtt;

import io.weir.plugin.Check;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A metric's name made from its topic: {@code {2}} is the second level, {@code {#}} all that the
 * filter's {@code #} stands for. Immutable; any thread.
 */
final class NameTemplate {

  private static final Pattern PLACE = Pattern.compile("\\{([0-9]{1,2}|#)}");

  private static final Pattern ODD = Pattern.compile("[^A-Za-z0-9:./_-]");

  private final String text;
  private final TopicFilter filter;

  /**
   * @throws io.weir.plugin.InvalidArgument if it names a level that the filter does not have
   */
  NameTemplate(String text, TopicFilter filter) {
    this.text = text;
    this.filter = filter;
    Matcher place = PLACE.matcher(text);
    while (place.find()) {
      if (!place.group(1).equals("#")) {
        Check.range("level in " + text, Integer.parseInt(place.group(1)), 1, filter.size());
      }
    }
  }

  /** The name for a topic that the filter matches; what a name may not hold becomes _. */
  String name(String topic) {
    String[] levels = topic.split("/", -1);
    String filled =
        PLACE
            .matcher(text)
            .replaceAll(
                place ->
                    Matcher.quoteReplacement(
                        place.group(1).equals("#")
                            ? filter.rest(topic)
                            : level(levels, Integer.parseInt(place.group(1)))));
    return ODD.matcher(filled).replaceAll("_");
  }

  private static String level(String[] levels, int number) {
    return number <= levels.length ? levels[number - 1] : "";
  }
}
