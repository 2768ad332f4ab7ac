package io.weir.plugin.testkit;

import java.lang.annotation.Annotation;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes a configuration as Declarative Services would from what a {@code .cfg} file leaves out:
 * each element has its default, and zero, false, null or an empty array where it has none.
 */
public final class Defaults {

  private Defaults() {}

  /** All defaults. */
  public static <C extends Annotation> C of(Class<C> config) {
    return of(config, Map.of());
  }

  /** One value, the other elements by default. */
  public static <C extends Annotation> C with(Class<C> config, String key, Object value) {
    return of(config, Map.of(key, value));
  }

  /**
   * Some values, the other elements by default.
   *
   * @param values by element name ({@code poll_time_ms}) or property name ({@code poll.time.ms});
   *     of the element's type, or text as it would stand in the file
   * @throws IllegalArgumentException if there is no such element, or its value does not fit
   */
  public static <C extends Annotation> C of(Class<C> config, Map<String, ?> values) {
    Map<String, Object> all = new HashMap<>();
    for (Method element : config.getDeclaredMethods()) {
      if (element.getParameterCount() == 0) {
        all.put(element.getName(), initial(element));
      }
    }
    values.forEach(
        (key, value) -> all.put(element(config, key).getName(), fit(config, key, value)));
    InvocationHandler handler = (proxy, method, args) -> answer(config, all, proxy, method, args);
    return config.cast(
        Proxy.newProxyInstance(config.getClassLoader(), new Class<?>[] {config}, handler));
  }

  private static Object initial(Method element) {
    Class<?> type = element.getReturnType();
    if (element.getDefaultValue() != null) {
      return element.getDefaultValue();
    }
    return type.isArray()
        ? Array.newInstance(type.getComponentType(), 0)
        : Array.get(Array.newInstance(type, 1), 0);
  }

  private static Object fit(Class<?> config, String key, Object value) {
    Class<?> type = element(config, key).getReturnType();
    return Coerced.to(type, key, value);
  }

  private static Method element(Class<?> config, String key) {
    // Declarative Services: one underscore stands for a dot, two for one underscore
    return Arrays.stream(config.getDeclaredMethods())
        .filter(method -> method.getName().equals(key) || property(method.getName()).equals(key))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException(config.getName() + " has no element " + key));
  }

  private static String property(String method) {
    return method.replace("__", "\0").replace('_', '.').replace('\0', '_');
  }

  private static Object answer(
      Class<?> config, Map<String, Object> all, Object proxy, Method method, Object[] args) {
    return switch (method.getName()) {
      case "annotationType" -> config;
      case "equals" -> proxy == args[0];
      case "hashCode" -> System.identityHashCode(proxy);
      case "toString" -> "@" + config.getSimpleName() + all;
      default -> all.get(method.getName());
    };
  }
}
