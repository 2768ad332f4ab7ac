package io.weir.plugin.processing;

import io.weir.plugin.Check;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one rule: a metric's name and options. */
final class RuleParser {

  private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|min|h)");
  private static final Pattern RATE = Pattern.compile("(\\d{1,9})/(s|min|h)");
  private static final List<String> OPTIONS =
      List.of(
          "scale",
          "offset",
          "unit",
          "window",
          "on-change",
          "deadband",
          "min-interval",
          "max-interval",
          "rate");

  private final Map<String, String> options = new HashMap<>();

  private RuleParser(String[] words) {
    for (String word : words) {
      String[] option = word.split("=", 2);
      Check.oneOf("option", option[0], OPTIONS);
      Check.that(option[0], !options.containsKey(option[0]), "given once", word);
      options.put(option[0], option.length == 2 ? option[1] : "");
    }
  }

  static Rule parse(String text) {
    String[] words = text.split("\\s+");
    Pattern metric = Pattern.compile("\\Q" + words[0].replace("*", "\\E.*\\Q") + "\\E");
    return new RuleParser(Arrays.copyOfRange(words, 1, words.length)).rule(metric);
  }

  private Rule rule(Pattern metric) {
    String[] window = options.getOrDefault("window", "").split(":", 2);
    String deadband = options.getOrDefault("deadband", "0");
    boolean percent = deadband.endsWith("%");
    String[] rate = rate();
    return new Rule(
        metric,
        number("scale", options.getOrDefault("scale", "1")),
        number("offset", options.getOrDefault("offset", "0")),
        options.get("unit"),
        window[0].isEmpty() ? null : time("window", window[0]),
        window.length == 2 ? aggregates(window[1]) : List.of(Aggregate.MEAN),
        options.containsKey("on-change"),
        number("deadband", percent ? deadband.substring(0, deadband.length() - 1) : deadband),
        percent,
        options.containsKey("min-interval") ? time("min-interval") : Duration.ZERO,
        options.containsKey("max-interval") ? time("max-interval") : null,
        Integer.parseInt(rate[0]),
        time("rate", "1" + rate[1]));
  }

  private static List<Aggregate> aggregates(String names) {
    return Arrays.stream(names.split(","))
        .map(
            name -> {
              Check.oneOf("window", name, "mean", "min", "max", "last");
              return Aggregate.valueOf(name.toUpperCase(Locale.ROOT));
            })
        .distinct()
        .toList();
  }

  private static double number(String option, String text) {
    Check.matches(option, text, "[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,2})?");
    return Double.parseDouble(text);
  }

  private Duration time(String option) {
    return time(option, options.get(option));
  }

  private static Duration time(String option, String text) {
    Matcher time = TIME.matcher(text);
    Check.that(option, time.matches(), "a time like 500ms, 10s, 5min or 1h", text);
    long amount = Long.parseLong(time.group(1));
    Check.positive(option, amount);
    return switch (time.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "min" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  private String[] rate() {
    if (!options.containsKey("rate")) {
      return new String[] {"0", "s"};
    }
    Matcher rate = RATE.matcher(options.get("rate"));
    Check.that("rate", rate.matches(), "a rate like 100/s or 5/min", options.get("rate"));
    Check.positive("rate", Long.parseLong(rate.group(1)));
    return new String[] {rate.group(1), rate.group(2)};
  }
}
