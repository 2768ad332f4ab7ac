package io.weir.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;

/**
 * How the components are that a configuration is for; why one could not be activated is said in the
 * words of its own constructor (Compendium s112.9). Any thread.
 */
final class ComponentStates {
  /**
   * @param runs whether it is active with the values asked about
   * @param failure why it could not be activated, "" if it could
   */
  record State(boolean runs, String failure) {
    static final State UNDECIDED = new State(false, "");

    boolean decided() {
      return runs || !failure.isEmpty();
    }
  }

  private final ServiceComponentRuntime components;

  ComponentStates(ServiceComponentRuntime components) {
    this.components = components;
  }

  Optional<String> failure(Bundle bundle, String pid) {
    return configurations(bundle, pid)
        .filter(one -> one.failure != null)
        .map(one -> sentence(one.failure))
        .findFirst();
  }

  /** How it is with these values; one that still has others is undecided. */
  State of(Bundle bundle, String pid, Map<String, String> values) {
    return configurations(bundle, pid)
        .filter(one -> has(one, values))
        .map(ComponentStates::state)
        .filter(State::decided)
        .findFirst()
        .orElse(State.UNDECIDED);
  }

  private static State state(ComponentConfigurationDTO one) {
    return one.failure != null
        ? new State(false, sentence(one.failure))
        : new State(one.state == ComponentConfigurationDTO.ACTIVE, "");
  }

  private static boolean has(ComponentConfigurationDTO one, Map<String, String> values) {
    return values.entrySet().stream()
        .allMatch(value -> value.getValue().equals(text(one.properties.get(value.getKey()))));
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }

  private Stream<ComponentConfigurationDTO> configurations(Bundle bundle, String pid) {
    if (bundle == null) {
      return Stream.empty();
    }
    return components.getComponentDescriptionDTOs(bundle).stream()
        .flatMap(
            description ->
                components.getComponentConfigurationDTOs(description).stream()
                    .filter(
                        one ->
                            pid.equals(one.properties.get("service.pid"))
                                || pid.equals(description.name)));
  }

  /** The message of the innermost cause of a stack trace in text, without the exception's class. */
  static String sentence(String trace) {
    List<String> lines = trace.lines().toList();
    String innermost =
        lines.stream()
            .filter(line -> line.startsWith("Caused by: "))
            .reduce((first, last) -> last)
            .map(line -> line.substring("Caused by: ".length()))
            .orElse(lines.isEmpty() ? "" : lines.get(0));
    return innermost
        .replaceFirst("^(?:[A-Za-z0-9_$]+\\.)+[A-Za-z0-9_$]+: ", "")
        .replaceFirst("^[A-Za-z0-9_.$]+(?:Exception|Error): ", "")
        .strip();
  }
}
