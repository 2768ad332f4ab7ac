package io.weir.plugin.testkit;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;

/** A configuration value in the type of its element, as Declarative Services converts it. */
final class Coerced {

  private Coerced() {}

  static Object to(Class<?> type, String key, Object value) {
    if (type.isArray() && !value.getClass().isArray()) {
      List<?> values = value instanceof List<?> list ? list : List.of(value);
      Object array = Array.newInstance(type.getComponentType(), values.size());
      for (int i = 0; i < values.size(); i++) {
        Array.set(array, i, to(type.getComponentType(), key, values.get(i)));
      }
      return array;
    }
    try {
      return scalar(type, value);
    } catch (IllegalArgumentException | ClassCastException e) {
      throw new IllegalArgumentException(
          key + " must be a " + type.getSimpleName() + ", was " + value, e);
    }
  }

  private static Object scalar(Class<?> type, Object value) {
    String text = String.valueOf(value).strip();
    if (type == long.class) {
      return Long.valueOf(text);
    }
    if (type == int.class) {
      return Integer.valueOf(text);
    }
    if (type == double.class) {
      return Double.valueOf(text);
    }
    if (type == boolean.class) {
      return Boolean.valueOf(text);
    }
    if (type == String.class) {
      return String.valueOf(value);
    }
    return type.isEnum() && value instanceof String name ? constant(type, name) : type.cast(value);
  }

  private static Object constant(Class<?> type, String name) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> ((Enum<?>) constant).name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no constant " + name));
  }
}
