package io.weir.plugin.binding;

import io.weir.plugin.Constraint;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON Schema (draft 2020-12) of a command's record. Types come from its components; allowed
 * values, bounds and what is required from {@link Probe}, so that the author writes each rule once,
 * in the constructor. Pure; any thread.
 */
public final class ArgumentSchema {

  private ArgumentSchema() {}

  /**
   * The schema as a JSON object: {@code type}, {@code properties}, {@code required}, {@code
   * additionalProperties}. Made anew with every call; keep it.
   */
  public static Map<String, Object> of(Class<? extends Record> type) {
    Probe probe = Probe.of(type);
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Map<String, Object> property = type(component.getGenericType());
      probe.constraints(component.getName()).forEach(rule -> narrow(property, rule));
      properties.put(component.getName(), property);
      if (component.getType().isPrimitive() || probe.required(component.getName())) {
        required.add(component.getName());
      }
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    schema.put("required", List.copyOf(required));
    schema.put("additionalProperties", false);
    return schema;
  }

  private static Map<String, Object> type(Type type) {
    Map<String, Object> schema = new LinkedHashMap<>();
    if (type instanceof ParameterizedType list) {
      schema.put("type", "array");
      schema.put("items", type(list.getActualTypeArguments()[0]));
    } else if (type instanceof Class<?> plain && plain.isRecord()) {
      return of(plain.asSubclass(Record.class));
    } else if (type instanceof Class<?> plain && plain.isEnum()) {
      schema.put("type", "string");
      schema.put("enum", Values.names(plain));
    } else {
      schema.put("type", scalar(type));
    }
    return schema;
  }

  private static String scalar(Type type) {
    if (type == double.class || type == Double.class) {
      return "number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "boolean";
    }
    return type == String.class ? "string" : "integer";
  }

  private static void narrow(Map<String, Object> property, Constraint constraint) {
    if (constraint instanceof Constraint.Range range) {
      put(property, "minimum", range.minimum());
      put(property, "maximum", range.maximum());
    } else if (constraint instanceof Constraint.Positive) {
      property.put("exclusiveMinimum", 0);
    } else if (constraint instanceof Constraint.OneOf oneOf) {
      property.put("enum", oneOf.values());
    } else if (constraint instanceof Constraint.NotBlank) {
      property.put("pattern", "\\S");
    } else if (constraint instanceof Constraint.Size size) {
      boolean list = "array".equals(property.get("type"));
      property.put(list ? "minItems" : "minLength", size.minimum());
      property.put(list ? "maxItems" : "maxLength", size.maximum());
    } else if (constraint instanceof Constraint.Matches matches) {
      property.put("pattern", "^(?:" + matches.regex() + ")$");
    }
  }

  private static void put(Map<String, Object> property, String key, double bound) {
    if (Double.isFinite(bound)) {
      boolean whole = bound == Math.rint(bound) && Math.abs(bound) < 0x1p53;
      property.put(key, whole ? (Number) (long) bound : (Number) bound);
    }
  }
}
