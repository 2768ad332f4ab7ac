package io.weir.launcher;

import java.nio.file.Path;
import java.util.Map;

/**
 * Who starts the gateway's broker, and where it listens.
 *
 * @param mode {@code child}: the launcher starts nats-server and looks after it; {@code external}:
 *     somebody else does, usually systemd ({@code WEIR_BROKER})
 * @param port the port of a child: it keeps the port it had before, takes this one at first, and a
 *     free one if that is taken ({@code WEIR_BROKER_PORT}, default 4222, 0 = any)
 * @param url where an external one listens ({@code WEIR_BROKER_URL})
 * @param pidFile an external one's pid file, so that a hung one can be ended; may be empty ({@code
 *     WEIR_BROKER_PID_FILE})
 * @param command the program ({@code WEIR_BROKER_COMMAND}, default nats-server)
 */
record BrokerSettings(Mode mode, int port, String url, Path pidFile, String command) {
  enum Mode {
    CHILD,
    EXTERNAL
  }

  static BrokerSettings of(Map<String, String> variables) {
    return new BrokerSettings(
        LogSettings.Choice.of(
            Mode.class, "WEIR_BROKER", variables.getOrDefault("WEIR_BROKER", "child")),
        port(variables.getOrDefault("WEIR_BROKER_PORT", "4222")),
        variables.getOrDefault("WEIR_BROKER_URL", "nats://127.0.0.1:4222"),
        Path.of(variables.getOrDefault("WEIR_BROKER_PID_FILE", "")),
        variables.getOrDefault("WEIR_BROKER_COMMAND", "nats-server"));
  }

  private static int port(String value) {
    try {
      int port = Integer.parseInt(value);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // told below, together with the range
    }
    throw new RefusedStart(
        ExitCode.CONFIGURATION, "WEIR_BROKER_PORT must be 0 to 65535, was \"" + value + "\"");
  }
}
