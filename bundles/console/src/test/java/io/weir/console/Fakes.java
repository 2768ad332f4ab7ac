package io.weir.console;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Objects of an interface that answer what a test says, and null otherwise. */
final class Fakes {

  private Fakes() {}

  /**
   * @param answers by the method's name
   */
  static <T> T of(Class<T> type, Map<String, ?> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answers.get(method.getName())));
  }
}
