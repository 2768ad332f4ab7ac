package io.weir.fleet.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Checks JSON against the schemas of an OpenAPI document, as far as ours uses JSON Schema. */
public final class Schemas {
  private final JsonNode document;

  public Schemas(JsonNode document) {
    this.document = document;
  }

  /** What does not fit, each with its place. */
  public List<String> problems(JsonNode schema, JsonNode value) {
    List<String> problems = new ArrayList<>();
    check("$", schema, value, problems);
    return problems;
  }

  public JsonNode resolve(JsonNode schema) {
    return schema.has("$ref") ? document.at(schema.path("$ref").asText().substring(1)) : schema;
  }

  private void check(String at, JsonNode given, JsonNode value, List<String> problems) {
    JsonNode schema = resolve(given);
    if (schema.isMissingNode()) {
      problems.add(at + ": no schema " + given);
      return;
    }
    if (schema.has("oneOf")) {
      long fitting = 0;
      for (JsonNode one : schema.path("oneOf")) {
        fitting += problems(one, value).isEmpty() ? 1 : 0;
      }
      if (fitting != 1) {
        problems.add(at + ": fits " + fitting + " of oneOf");
      }
    }
    if (schema.has("type") && !hasType(schema.path("type"), value)) {
      problems.add(at + ": expected " + schema.path("type") + ", was " + value);
      return;
    }
    if (schema.has("const") && !schema.path("const").equals(value)) {
      problems.add(at + ": expected " + schema.path("const") + ", was " + value);
    }
    if (schema.has("enum") && !contains(schema.path("enum"), value)) {
      problems.add(at + ": expected one of " + schema.path("enum") + ", was " + value);
    }
    if (value.isTextual() && !hasFormat(schema.path("format").asText(), value.asText())) {
      problems.add(at + ": expected a " + schema.path("format") + ", was " + value);
    }
    if (value.isObject()) {
      object(at, schema, value, problems);
    }
    for (int i = 0; value.isArray() && schema.has("items") && i < value.size(); i++) {
      check(at + "[" + i + "]", schema.path("items"), value.get(i), problems);
    }
  }

  private void object(String at, JsonNode schema, JsonNode value, List<String> problems) {
    for (JsonNode required : schema.path("required")) {
      if (!value.has(required.asText())) {
        problems.add(at + ": no " + required);
      }
    }
    JsonNode more = schema.path("additionalProperties");
    value
        .properties()
        .forEach(
            field -> {
              String place = at + "." + field.getKey();
              JsonNode property = schema.path("properties").path(field.getKey());
              if (!property.isMissingNode()) {
                check(place, property, field.getValue(), problems);
              } else if (more.isObject()) {
                check(place, more, field.getValue(), problems);
              } else if (more.isBoolean() && !more.asBoolean()) {
                problems.add(place + " is not in the schema");
              }
            });
  }

  private static boolean hasType(JsonNode type, JsonNode value) {
    if (type.isArray()) {
      for (JsonNode one : type) {
        if (hasType(one, value)) {
          return true;
        }
      }
      return false;
    }
    return switch (type.asText()) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> throw new AssertionError("a type that this test does not know: " + type);
    };
  }

  private static boolean hasFormat(String format, String text) {
    try {
      return switch (format) {
        case "date-time" -> OffsetDateTime.parse(text) != null;
        case "uuid" -> UUID.fromString(text) != null;
        default -> true;
      };
    } catch (DateTimeParseException | IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean contains(JsonNode values, JsonNode value) {
    for (JsonNode one : values) {
      if (one.equals(value)) {
        return true;
      }
    }
    return false;
  }
}
