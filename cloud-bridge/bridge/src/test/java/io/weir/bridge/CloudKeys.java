package io.weir.bridge;

import io.weir.bridge.tls.TlsFiles;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;

/**
 * The configuration of a cloud as Declarative Services would hand it over: defaults and changes.
 */
final class CloudKeys {

  private CloudKeys() {}

  static Keys of(String url, TlsFiles tls, Map<String, ?> changes) {
    Map<String, Object> all = new HashMap<>(Map.of("cloud.url", url));
    if (tls != null) {
      all.put("tls.ca", tls.ca());
      if (tls.cert() != null) {
        all.put("tls.cert", tls.cert());
        all.put("tls.key", tls.key());
      }
    }
    all.putAll(changes);
    return of(all);
  }

  static Keys of(Map<String, ?> changes) {
    Map<String, Object> all = defaults(CloudConfig.class);
    all.putAll(changes);
    return new Keys(all);
  }

  static Map<String, Object> defaults(Class<?> config) {
    Map<String, Object> all = new HashMap<>();
    for (Method method : config.getDeclaredMethods()) {
      // an underscore stands for a dot (OSGi compendium 112.8.2.1)
      all.put(method.getName().replace('_', '.'), method.getDefaultValue());
    }
    return all;
  }
}
