package io.weir.bridge;

import java.util.Map;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * One more cloud beside the first: a file {@code io.weir.bridge.cloud-NAME.cfg}. Only its
 * configuration; the {@link Bridge} makes the link. It never fails to be there: a cloud whose
 * settings are wrong still has to get what waits for it once they are right. Immutable; any thread.
 */
@Component(
    configurationPid = "io.weir.bridge.cloud",
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = Cloud.class)
@Designate(ocd = CloudConfig.class, factory = true)
public final class Cloud {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,31}");
  private final String name;
  private final Keys keys;

  /**
   * @param config gives the keys that the file leaves out their defaults
   */
  @Activate
  public Cloud(CloudConfig config, Map<String, Object> properties) {
    this(name(properties), new Keys(Map.copyOf(properties)));
  }

  Cloud(String name, Keys keys) {
    this.name = name;
    this.keys = keys;
  }

  /** What stands after the dash or tilde of the file's name. */
  private static String name(Map<String, Object> properties) {
    String pid = String.valueOf(properties.get("service.pid"));
    return pid.substring(pid.indexOf('~') + 1);
  }

  String name() {
    return name;
  }

  /**
   * @throws IllegalArgumentException if a value cannot be used; the message names its key
   */
  CloudSettings settings() {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a cloud's name has 1 to 32 letters, digits, _ and -, was " + name);
    }
    CloudSettings settings = CloudSettings.of(name, keys);
    if (settings.url().isEmpty()) {
      throw new IllegalArgumentException("cloud.url must say where the cloud is, was empty");
    }
    return settings;
  }
}
