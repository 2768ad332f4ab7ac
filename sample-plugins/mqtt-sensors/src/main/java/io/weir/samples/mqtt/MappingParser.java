package io.weir.samples.mqtt;

import io.weir.plugin.Check;
import io.weir.plugin.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Reads the setting {@code map}: entries of words, a semicolon between two. */
final class MappingParser {

  private static final List<String> OPTIONS = List.of("unit", "type", "time");

  /** Without spaces, except in the quotes of a path: {@code $['any name']}. */
  private static final Pattern WORD = Pattern.compile("(?:[^\\s']|'[^']*')+|'");

  private MappingParser() {}

  /**
   * @throws io.weir.plugin.InvalidArgument if an entry does not fit
   */
  static List<Mapping> parse(String text) {
    List<Mapping> mappings = new ArrayList<>();
    for (String entry : text.split(";")) {
      if (!entry.isBlank()) {
        mappings.add(mapping(entry.strip()));
      }
    }
    Check.that("map", !mappings.isEmpty(), "one mapping at least", text);
    return List.copyOf(mappings);
  }

  private static Mapping mapping(String entry) {
    String[] words = WORD.matcher(entry).results().map(MatchResult::group).toArray(String[]::new);
    Check.that("map", words.length >= 3, "of '<topic> <metric> <path> …' each", entry);
    Map<String, String> options = new HashMap<>();
    for (String word : Arrays.copyOfRange(words, 3, words.length)) {
      String[] option = word.split("=", 2);
      Check.oneOf("option of " + words[1], option[0], OPTIONS);
      options.put(option[0], option.length == 2 ? option[1] : "");
    }
    String type = options.getOrDefault("type", "number").toUpperCase(Locale.ROOT);
    Check.oneOf(
        "type", type.toLowerCase(Locale.ROOT), "number", "integer", "counter", "bool", "text");
    TopicFilter topic = new TopicFilter(words[0]);
    NameTemplate name = new NameTemplate(words[1], topic);
    Metric.text("x:" + name.name(words[0])); // refuses a name that is none
    String time = options.get("time");
    return new Mapping(
        topic,
        name,
        new JsonPath(words[2]),
        ValueType.valueOf(type),
        options.getOrDefault("unit", ""),
        time == null ? null : new JsonPath(time));
  }
}
