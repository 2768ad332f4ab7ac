package io.weir.console;

import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/**
 * Why a component could not be activated, in the words of its own constructor (Compendium s112.9).
 * Any thread.
 */
final class ComponentFailures {
  private final ServiceComponentRuntime components;

  ComponentFailures(ServiceComponentRuntime components) {
    this.components = components;
  }

  Optional<String> of(Bundle bundle, String pid) {
    if (bundle == null) {
      return Optional.empty();
    }
    for (ComponentDescriptionDTO description : components.getComponentDescriptionDTOs(bundle)) {
      for (ComponentConfigurationDTO one : components.getComponentConfigurationDTOs(description)) {
        boolean named =
            pid.equals(one.properties.get("service.pid")) || pid.equals(description.name);
        if (named && one.failure != null) {
          return Optional.of(sentence(one.failure));
        }
      }
    }
    return Optional.empty();
  }

  /** The message of the innermost cause of a stack trace in text. */
  static String sentence(String trace) {
    List<String> lines = trace.lines().toList();
    String innermost =
        lines.stream()
            .filter(line -> line.startsWith("Caused by: "))
            .reduce((first, last) -> last)
            .map(line -> line.substring("Caused by: ".length()))
            .orElse(lines.isEmpty() ? "" : lines.get(0));
    return innermost.replaceFirst("^[A-Za-z0-9_.$]+(?:Exception|Error): ", "").strip();
  }
}
