package io.weir.host;

import io.weir.broker.Message;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Configurations as they go to a plugin in a process of its own. Pure; any thread. */
final class ChildConfiguration {
  private static final String COMPONENT = "component.name";

  private ChildConfiguration() {}

  /** Of the host in that process. */
  static Frame ofHost(Limits limits) {
    return frame("io.weir.host", "", limits.asConfiguration());
  }

  /** The plugin's own; none for a service that nobody configures. */
  static Optional<Frame> ofPlugin(Map<String, Object> all) {
    String pid = all.get("service.pid") instanceof String one ? one : (String) all.get(COMPONENT);
    if (pid == null) {
      return Optional.empty();
    }
    String factory = all.get("service.factoryPid") instanceof String one ? one : "";
    // the instance's name within its factory: pid~name (Configuration Admin 104.3.2)
    String name = factory.isEmpty() ? pid : pid.substring(pid.indexOf('~') + 1);
    Map<String, Object> own = new LinkedHashMap<>();
    all.forEach(
        (key, value) -> {
          if (!key.startsWith("service.")
              && !key.startsWith("component.")
              && !key.startsWith("felix.")
              && !key.equals("objectClass")) {
            own.put(key, plain(value));
          }
        });
    return Optional.of(frame(name, factory, own));
  }

  private static Object plain(Object value) {
    if (value instanceof Object[] several) {
      return List.of(several);
    }
    boolean known = value instanceof Number || value instanceof Boolean || value instanceof List;
    return known ? value : String.valueOf(value);
  }

  private static Frame frame(String pid, String factory, Map<String, Object> values) {
    Message message =
        new Message(pid, Map.of(ChildSide.FACTORY, factory), Json.bytes(values), null);
    return new Frame(Frame.Kind.CONFIGURE, message);
  }
}
