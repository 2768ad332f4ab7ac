package io.weir.plugin.binding;

import io.weir.plugin.Constraint;
import io.weir.plugin.InvalidArgument;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One JSON value against one Java type. */
final class Values {

  /** Beyond, neighbouring integers share a double: 2^53. */
  private static final double EXACT = 0x1p53;

  private Values() {}

  static Object read(String field, Type type, Object json) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return list(field, list.getActualTypeArguments()[0], json);
    }
    if (!(type instanceof Class<?> plain)) {
      throw new IllegalStateException(field + " has a type that commands do not carry: " + type);
    }
    if (json == null) {
      if (plain.isPrimitive()) {
        throw wrong(field, new Constraint.Present(), "present", null);
      }
      return null;
    }
    return scalar(field, plain, json);
  }

  private static Object scalar(String field, Class<?> type, Object json) {
    if (type == double.class || type == Double.class) {
      return number(field, json).doubleValue();
    }
    if (type == long.class || type == Long.class) {
      return whole(field, json, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    if (type == int.class || type == Integer.class) {
      return (int) whole(field, json, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    if (type == boolean.class || type == Boolean.class) {
      return is(Boolean.class, field, "true or false", json);
    }
    if (type == String.class) {
      return is(String.class, field, "text", json);
    }
    if (type.isEnum()) {
      return constant(field, type, json);
    }
    if (type.isRecord()) {
      return nested(field, type.asSubclass(Record.class), json);
    }
    throw new IllegalStateException(field + " has a type that commands do not carry: " + type);
  }

  private static Number number(String field, Object json) {
    Number number = is(Number.class, field, "a number", json);
    if (!Double.isFinite(number.doubleValue())) {
      throw wrong(field, new Constraint.Other("finite"), "finite", json);
    }
    return number;
  }

  private static long whole(String field, Object json, long minimum, long maximum) {
    Number number = number(field, json);
    double value = number.doubleValue();
    boolean integral = number instanceof Long || number instanceof Integer;
    if (!integral && (value != Math.rint(value) || Math.abs(value) > EXACT)) {
      throw wrong(field, new Constraint.Other("a whole number"), "a whole number", json);
    }
    long whole = number.longValue();
    if (whole < minimum || whole > maximum) {
      throw wrong(field, new Constraint.Range(minimum, maximum), minimum + " to " + maximum, json);
    }
    return whole;
  }

  private static Object constant(String field, Class<?> type, Object json) {
    List<String> names = names(type);
    String name = is(String.class, field, "text", json);
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name)) {
        return constant;
      }
    }
    throw wrong(field, new Constraint.OneOf(names), "one of " + String.join(", ", names), json);
  }

  static List<String> names(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(c -> ((Enum<?>) c).name()).toList();
  }

  private static Record nested(String field, Class<? extends Record> type, Object json) {
    Map<String, Object> members = members(field, json);
    try {
      return Arguments.bind(type, members);
    } catch (InvalidArgument e) {
      InvalidArgument outer =
          new InvalidArgument(
              field + "." + e.field(), e.constraint(), field + "." + e.getMessage());
      outer.initCause(e);
      throw outer;
    }
  }

  private static Map<String, Object> members(String field, Object json) {
    Map<?, ?> map = is(Map.class, field, "an object", json);
    Map<String, Object> members = new LinkedHashMap<>();
    map.forEach((key, value) -> members.put(String.valueOf(key), value));
    return members;
  }

  private static List<Object> list(String field, Type element, Object json) {
    List<?> values = json == null ? List.of() : is(List.class, field, "a list", json);
    List<Object> read = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      String place = field + "[" + i + "]";
      if (values.get(i) == null) {
        throw wrong(place, new Constraint.Present(), "present", null);
      }
      read.add(read(place, element, values.get(i)));
    }
    return List.copyOf(read);
  }

  private static <T> T is(Class<T> type, String field, String expected, Object json) {
    if (!type.isInstance(json)) {
      throw wrong(field, new Constraint.Other(expected), expected, json);
    }
    return type.cast(json);
  }

  private static InvalidArgument wrong(
      String field, Constraint constraint, String expected, Object found) {
    String shown = found instanceof String text ? "\"" + text + "\"" : String.valueOf(found);
    String short64 = shown.length() <= 64 ? shown : shown.substring(0, 64) + "...";
    return new InvalidArgument(
        field, constraint, field + " must be " + expected + ", was " + short64);
  }

  static Object write(Object value) {
    if (value instanceof Record nested) {
      return Arguments.unbind(nested);
    }
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Values::write).toList();
    }
    if (value == null
        || value instanceof String
        || value instanceof Number
        || value instanceof Boolean) {
      return value;
    }
    throw new IllegalStateException("commands do not carry a " + value.getClass().getName());
  }
}
