package io.weir.system.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A whole cloud on this machine: a real mosquitto with client certificates, and the fleet. */
public final class Cloud implements AutoCloseable {
  // three seconds; a machine that builds twenty other things beside has been seen to take ninety
  private static final Duration FLEET_STARTS = Duration.ofMinutes(3);
  private static final String QUICK = "-XX:TieredStopAtLevel=1";
  private final Path folder;
  private final Path fleetCommand = Machine.distribution().resolve("bin/weir-fleet");
  private final int mqttPort = Machine.freePort();
  private final int httpPort = Machine.freePort();
  private final Map<String, String> environment;
  private final String token;
  private Proc broker;
  private Proc fleet;
  private volatile boolean answers;

  public Cloud(Path folder) {
    this(folder, Map.of());
  }

  /**
   * @param environment for the fleet's processes, such as a library that shifts its clock
   */
  public Cloud(Path folder, Map<String, String> environment) {
    this.folder = folder.resolve("cloud");
    this.environment = new HashMap<>(environment);
    // these processes live for seconds: the second compiler would cost more than it gains
    this.environment.merge("WEIR_FLEET_JAVA_OPTS", QUICK, (more, quick) -> quick + " " + more);
    Machine.tool("mosquitto");
    fleetCommand("init", "init", "--mqtt-port", Integer.toString(mqttPort));
    token =
        fleetCommand("token", "token", "new", "system-test")
            .lines()
            .reduce((a, b) -> b)
            .orElseThrow()
            .strip();
    startBroker();
    launchFleet();
  }

  /** Makes a gateway known and gives the folder with its certificate. */
  public Path enrol(String serial) {
    return enrol(serial, "identity-" + serial, Map.of());
  }

  /**
   * Gives a new certificate to a gateway.
   *
   * @param name of the folder
   * @param more environment for the program, such as a clock of its own
   */
  public Path enrol(String serial, String name, Map<String, String> more) {
    Path out = folder.resolveSibling(name);
    fleetCommand("device-add", more, "device", "add", serial, "--out", out.toString());
    return out;
  }

  /** The gateway's token for the HTTPS link, in a file. */
  public Path linkToken(String serial) {
    String printed = fleetCommand("device-token", "device", "token", serial);
    try {
      return Files.writeString(
          folder.resolveSibling("token-" + serial),
          printed.lines().reduce((a, b) -> b).orElseThrow().strip());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String fleetCommand(String name, String... arguments) {
    return fleetCommand(name, Map.of(), arguments);
  }

  private String fleetCommand(String name, Map<String, String> more, String... arguments) {
    Map<String, String> variables = new HashMap<>(more);
    variables.put("WEIR_FLEET_JAVA_OPTS", QUICK);
    List<String> command = new ArrayList<>(List.of(fleetCommand.toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--dir", folder.toString()));
    return Proc.run(name, folder.resolve("log"), variables, command);
  }

  public void startBroker() {
    Path configuration = folder.resolve("mosquitto.conf");
    broker =
        Proc.start(
            "mosquitto",
            folder.resolve("log"),
            Map.of(),
            List.of(Machine.tool("mosquitto").toString(), "-c", configuration.toString()));
  }

  public void startFleet() {
    launchFleet();
    awaitFleet();
  }

  private void launchFleet() {
    answers = false;
    fleet =
        Proc.start(
            "fleet",
            folder.resolve("log"),
            environment,
            List.of(
                fleetCommand.toString(),
                "serve",
                "--dir",
                folder.toString(),
                "--http-port",
                Integer.toString(httpPort),
                "--mqtt-url",
                "ssl://127.0.0.1:" + mqttPort));
  }

  private void awaitFleet() {
    Await.until(
        "the fleet answers",
        FLEET_STARTS,
        () -> {
          if (!fleet.alive()) {
            throw new IllegalStateException("the fleet ended:\n" + fleet.tail());
          }
          return new FleetApi(httpPort, token).ready();
        });
    answers = true;
  }

  /** The fleet, once it answers. */
  public FleetApi api() {
    if (!answers) {
      awaitFleet();
    }
    return new FleetApi(httpPort, token);
  }

  public Proc broker() {
    return broker;
  }

  public Proc fleet() {
    return fleet;
  }

  public int httpPort() {
    return httpPort;
  }

  public int mqttPort() {
    return mqttPort;
  }

  public Path folder() {
    return folder;
  }

  /** The fleet's store. */
  public Path database() {
    return folder.resolve("data").resolve("fleet.db");
  }

  /** Everything that the log says, for tests that look for secrets. */
  public String logs() {
    try (var files = Files.list(folder.resolve("log"))) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.toList()) {
        all.append(Files.readString(file));
      }
      return all.toString();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    fleet.close();
    broker.close();
  }
}
