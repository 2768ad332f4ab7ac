package io.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "doctor", description = "Looks for what commonly goes wrong, and says the cure.")
final class Doctor implements Callable<Integer> {
  // below this the outbox is near its own floor
  private static final long FREE_BYTES = 200_000_000;
  // an answer over a slow line makes some seconds of error
  private static final double CLOCK_OFF_S = 10;
  private static final String TIME_SERVICE =
      "start a time service (systemd-timesyncd or chrony); readings until then are corrected later";
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print JSON for a program to read.")
  private boolean json;

  record Finding(boolean well, String what, String cure) {}

  @Override
  public Integer call() {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(clock());
    findings.add(disk());
    findings.add(program());
    Path conf = Key.folder(null).getParent();
    findings.add(serial(conf.resolve("agent.env")));
    findings.addAll(Certificates.look(conf.resolve("tls"), Instant.now()));
    findings.addAll(agent());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Gateway.pretty(new ObjectMapper().valueToTree(findings)));
      return findings.stream().allMatch(Finding::well) ? Exit.DONE : Exit.REFUSED;
    }
    for (Finding f : findings) {
      out.println((f.well() ? "ok    " : "WRONG ") + f.what());
      if (!f.well()) {
        out.println("      cure: " + f.cure());
      }
    }
    return findings.stream().allMatch(Finding::well) ? Exit.DONE : Exit.REFUSED;
  }

  private static Finding java() {
    int feature = Runtime.version().feature();
    return new Finding(
        feature >= 17, "Java " + Runtime.version(), "install a JDK or JRE 17 or newer");
  }

  private static Finding clock() {
    Instant now = Instant.now();
    return new Finding(
        now.isAfter(Instant.parse("2026-01-01T00:00:00Z")), "clock says " + now, TIME_SERVICE);
  }

  private static Finding disk() {
    Path data = Gateway.dataFolder();
    if (!Files.isDirectory(data)) {
      return new Finding(
          false, "no state folder at " + data, "start the agent once, or set WEIR_DATA");
    }
    // by the folder, not by its mount: in a container the mounts may not be what they seem
    long free = data.toFile().getUsableSpace();
    return new Finding(
        free > FREE_BYTES,
        Words.bytes(free) + " free for " + data,
        "make room there, or lower limit.bytes in io.weir.outbox.cfg");
  }

  private static Finding program() {
    boolean there =
        Stream.concat(
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":")),
                Stream.of("/usr/sbin", "/usr/local/sbin", "/sbin"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "nats-server")));
    return new Finding(
        there,
        there ? "nats-server is installed" : "there is no nats-server on the PATH",
        "apt-get install nats-server");
  }

  /** Without it the agent ends at once (bus.md). */
  private static Finding serial(Path environment) {
    String name = "DEVICE_SERIAL_NUMBER";
    String cure = "write " + name + "=... into " + environment;
    try {
      boolean there =
          System.getenv(name) != null
              || Files.readString(environment)
                  .lines()
                  .anyMatch(line -> line.matches("\\s*" + name + "\\s*=\\s*\\S.*"));
      return new Finding(
          there, there ? "the gateway has a serial number" : "no serial number is set", cure);
    } catch (NoSuchFileException e) {
      return new Finding(false, "no serial number is set: there is no " + environment, cure);
    } catch (IOException e) {
      return new Finding(false, Failure.sentence(e), "sudo weir doctor");
    }
  }

  private static List<Finding> agent() {
    List<Finding> findings = new ArrayList<>();
    try (Gateway gateway = Gateway.open()) {
      findings.add(new Finding(true, "the broker answers", ""));
      JsonNode status = gateway.ask("agent.status");
      findings.addAll(parts(status, gateway.ask("agent.outbox").path("health").asText()));
      status.path("links").forEach(link -> findings.add(cloud(link)));
      status.path("links").forEach(link -> clock(link).ifPresent(findings::add));
      if (status.path("links").isEmpty()) {
        findings.add(new Finding(true, "no cloud is configured: readings are kept here", ""));
      }
      findings.addAll(bundles(gateway.ask("agent.bundles")));
      gateway.ask("agent.plugins").path("plugins").forEach(p -> plugin(p, findings));
      gateway
          .ask("agent.deploy", "{\"op\":\"list\"}")
          .path("refused")
          .properties()
          .forEach(
              file ->
                  findings.add(
                      new Finding(
                          false,
                          "the drop folder's "
                              + file.getKey()
                              + " is refused: "
                              + file.getValue().asText(),
                          "put a good one there, or take it away")));
    } catch (Unreachable e) {
      findings.add(new Finding(false, e.found(), e.cure()));
    }
    return findings;
  }

  /**
   * Its parts one by one, for each has another cure; the links to clouds are told for themselves.
   */
  static List<Finding> parts(JsonNode status, String outbox) {
    List<Finding> wrong = new ArrayList<>();
    JsonNode broker = status.path("broker");
    String detail = broker.path("detail").asText();
    if (!broker.path("connected").asBoolean(true) || !detail.isBlank()) {
      wrong.add(
          new Finding(
              false,
              "broker: " + (detail.isBlank() ? "not connected" : detail),
              "one that hangs is started anew within 30 s; else: systemctl status weir-broker,"
                  + " and room on its disk"));
    }
    String trouble = status.path("recorder").path("trouble").asText();
    if (!trouble.isEmpty()) {
      wrong.add(new Finding(false, "recorder: " + trouble, log(trouble)));
    }
    if (!outbox.isEmpty()) {
      wrong.add(new Finding(false, "outbox: " + outbox, log(outbox)));
    }
    return wrong.isEmpty() ? List.of(new Finding(true, "the agent is well", "")) : wrong;
  }

  /** Those that are there and do not run: a part of the agent, or a plugin. */
  static List<Finding> bundles(JsonNode answer) {
    List<Finding> wrong = new ArrayList<>();
    for (JsonNode bundle : answer.path("bundles")) {
      String state = bundle.path("state").asText();
      if (!state.matches("ACTIVE|STARTING")) {
        wrong.add(
            new Finding(
                false,
                "bundle " + bundle.path("name").asText() + " does not run, it is " + state,
                "journalctl -u weir says why; a plugin is tried again by itself, for a part of the"
                    + " agent: systemctl restart weir"));
      }
    }
    return wrong;
  }

  private static String log(String trouble) {
    return trouble.matches("(?is).*(disk|full|space).*")
        ? "make room on the disk of "
            + Gateway.dataFolder()
            + "; what is stored stays and is sent, what is new waits in the broker"
        : "see the agent's log: journalctl -u weir";
  }

  /** A link is what it should be when it is up, or rests by its hours. */
  private static Finding cloud(JsonNode link) {
    boolean up = link.path("state").asText().matches("UP|RESTING");
    String url = link.path("url").asText();
    String detail = link.path("detail").asText();
    return new Finding(
        up,
        "cloud " + url + (up ? " is as it should be" : ": " + detail),
        detail.matches("(?is).*(certif|PKIX|handshake|SSL|alert|decrypt).*")
            ? "compare the certificates in conf/tls with those of the cloud: weir-fleet device add"
            : "check that it runs, the address (cloud.url), the network and its firewall");
  }

  /** What the clock is off by, where the cloud has said what time it is. */
  static Optional<Finding> clock(JsonNode link) {
    double ahead = link.path("clockOffsetSeconds").asDouble();
    return Math.abs(ahead) <= CLOCK_OFF_S
        ? Optional.empty()
        : Optional.of(
            new Finding(
                false,
                "the clock is "
                    + Words.time(Duration.ofSeconds(Math.round(Math.abs(ahead))))
                    + (ahead > 0 ? " ahead of" : " behind")
                    + " that of "
                    + link.path("url").asText(),
                TIME_SERVICE));
  }

  private static void plugin(JsonNode plugin, List<Finding> findings) {
    String state = plugin.path("state").asText();
    String service = plugin.path("service").asText();
    String reason = plugin.path("reason").asText();
    if (state.matches("FAILED|STUCK|QUARANTINED")) {
      findings.add(
          new Finding(
              false,
              service + " is " + state + ": " + reason,
              "weir config get PID, weir config rollback PID; or deploy another version of it"));
    } else if (service.equals("config") && !reason.isEmpty()) {
      findings.add(
          new Finding(false, reason, "weir config set PID KEY=VALUE, or weir config rollback PID"));
    }
  }
}
