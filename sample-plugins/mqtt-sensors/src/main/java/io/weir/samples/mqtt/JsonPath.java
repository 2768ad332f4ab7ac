package io.weir.samples.mqtt;

import io.weir.plugin.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where one value is in a JSON text, by the singular queries of RFC 9535 s2.3.5.1: {@code $},
 * {@code .name}, {@code ['any name']}, {@code [3]}, {@code [-1]}. Immutable; any thread.
 */
final class JsonPath {

  private static final Pattern STEP =
      Pattern.compile("\\.([^.\\[\\]'\\s]+)|\\['([^']*)']|\\[(-?[0-9]{1,9})]");

  private final String text;
  private final List<Object> steps = new ArrayList<>();

  /**
   * @throws io.weir.plugin.InvalidArgument if it is none
   */
  JsonPath(String text) {
    this.text = text;
    Check.that("path", text.startsWith("$"), "one like $.sensor.values[0]", text);
    Matcher step = STEP.matcher(text).region(1, text.length());
    while (step.regionStart() < text.length()) {
      Check.that("path", step.lookingAt(), "one like $.sensor.values[0]", text);
      if (step.group(3) != null) {
        steps.add(Integer.valueOf(step.group(3)));
      } else {
        steps.add(step.group(1) != null ? step.group(1) : step.group(2));
      }
      step.region(step.end(), text.length());
    }
  }

  /** Whether it means the whole text. */
  boolean whole() {
    return steps.isEmpty();
  }

  /** What is there; null where nothing is, or null. */
  Object of(Object json) {
    Object at = json;
    for (Object step : steps) {
      if (step instanceof Integer index) {
        List<?> array = at instanceof List<?> list ? list : List.of();
        int place = index < 0 ? array.size() + index : index;
        at = place >= 0 && place < array.size() ? array.get(place) : null;
      } else {
        at = at instanceof Map<?, ?> object ? object.get(step) : null;
      }
    }
    return at;
  }

  @Override
  public String toString() {
    return text;
  }
}
