package io.weir.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What may be configured under one PID, from the Metatype that the component itself is compiled
 * with.
 *
 * @param pid the configuration's name
 * @param title for people
 * @param plugin whether it is of a deployed plugin, not of the agent itself
 * @param attributes its keys
 */
record Schema(String pid, String title, boolean plugin, List<Attribute> attributes) {
  private static final String BUDGET = "budget\\.[A-Za-z0-9._-]+";
  private static final Attribute NAME =
      new Attribute(
          "weir.plugin.name",
          "text",
          "",
          List.of(),
          "The service's name: letters, digits, - and _. Each of a kind has its own.",
          value ->
              value.isEmpty() || value.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,62}")
                  ? Optional.empty()
                  : Optional.of("letters, digits, - and _, at most 63"));

  Schema {
    attributes = List.copyOf(attributes);
  }

  /**
   * @param key as it stands in the file
   * @param type text, integer, number, boolean
   * @param preset the value without configuration, "" for none
   * @param choices the values it may have, empty for any
   * @param doc what it does
   * @param check the component's own rule for a value: a sentence if it breaks it
   */
  record Attribute(
      String key, String type, String preset, List<String> choices, String doc, Rule check) {}

  /** A rule for a value. */
  @FunctionalInterface
  interface Rule {
    Optional<String> broken(String value);
  }

  /** The same for one configuration of several. */
  Schema as(String instance) {
    if (!plugin) {
      return new Schema(instance, title, false, attributes);
    }
    var named = new ArrayList<Attribute>(attributes);
    named.add(0, NAME);
    return new Schema(instance, title, true, named);
  }

  /**
   * Holds values against the schema.
   *
   * @throws Refused that names the field, what was expected and what was found
   */
  void check(Map<String, String> values) throws Refused {
    for (Map.Entry<String, String> value : values.entrySet()) {
      Attribute attribute =
          attributes.stream().filter(a -> a.key().equals(value.getKey())).findFirst().orElse(null);
      if (attribute == null && plugin && value.getKey().matches(BUDGET)) {
        // the host's limits, for this plugin alone: the host says which one does not fit
        continue;
      }
      if (attribute == null) {
        throw new Refused(
            pid
                + " has no key '"
                + value.getKey()
                + "'; it has "
                + attributes.stream().map(Attribute::key).sorted().toList());
      }
      if (!value.getValue().isEmpty()) {
        check(attribute, value.getValue());
      }
    }
  }

  /**
   * The first value that does not fit, as a sentence; keys that are not of the schema are not held
   * against it.
   */
  Optional<String> broken(Map<String, String> values) {
    for (Attribute attribute : attributes) {
      String value = values.get(attribute.key());
      if (value != null && !value.isEmpty()) {
        try {
          check(attribute, value);
        } catch (Refused e) {
          return Optional.of(e.getMessage());
        }
      }
    }
    return Optional.empty();
  }

  private static void check(Attribute attribute, String value) throws Refused {
    if (!fits(attribute.type(), value)) {
      throw new Refused(
          attribute.key() + " must be " + article(attribute.type()) + ", was '" + value + "'");
    }
    if (!attribute.choices().isEmpty() && !attribute.choices().contains(value)) {
      throw new Refused(
          attribute.key() + " must be one of " + attribute.choices() + ", was '" + value + "'");
    }
    Optional<String> broken = attribute.check().broken(value);
    if (broken.isPresent()) {
      throw new Refused(attribute.key() + ": " + broken.get() + ", was '" + value + "'");
    }
  }

  private static boolean fits(String type, String value) {
    try {
      switch (type) {
        case "integer" -> Long.parseLong(value);
        case "number" -> Double.parseDouble(value);
        case "boolean" -> {
          return value.equals("true") || value.equals("false");
        }
        default -> {
          return true;
        }
      }
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static String article(String type) {
    return type.equals("integer")
        ? "an integer"
        : type.equals("boolean") ? "true or false" : "a " + type;
  }

  /** With what stands in the file. */
  Map<String, Object> describe(Map<String, String> values) {
    var keys = new ArrayList<Map<String, Object>>();
    for (Attribute attribute : attributes) {
      var key = new LinkedHashMap<String, Object>();
      key.put("key", attribute.key());
      key.put("type", attribute.type());
      key.put("default", attribute.preset());
      key.put("choices", attribute.choices());
      key.put("doc", attribute.doc());
      key.put("value", Secrets.masked(attribute.key(), values.getOrDefault(attribute.key(), "")));
      keys.add(key);
    }
    var map = new LinkedHashMap<String, Object>();
    map.put("pid", pid);
    map.put("title", title);
    map.put("keys", keys);
    return map;
  }
}
