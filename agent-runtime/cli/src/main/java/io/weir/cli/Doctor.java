package io.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "doctor", description = "Looks for what commonly goes wrong, and says the cure.")
final class Doctor implements Callable<Integer> {
  // below this the outbox is near its own floor
  private static final long FREE_BYTES = 200_000_000;
  @Spec private CommandSpec spec;

  private record Finding(boolean well, String what, String cure) {}

  @Override
  public Integer call() {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(clock());
    findings.add(disk());
    findings.addAll(agent());
    PrintWriter out = spec.commandLine().getOut();
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
        now.isAfter(Instant.parse("2026-01-01T00:00:00Z")),
        "clock says " + now,
        "start a time service (systemd-timesyncd or chrony); readings until then are corrected later");
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

  private static List<Finding> agent() {
    List<Finding> findings = new ArrayList<>();
    try (Gateway gateway = Gateway.open()) {
      findings.add(new Finding(true, "the broker answers", ""));
      JsonNode status = gateway.ask("agent.status");
      String health = status.path("health").asText();
      findings.add(
          new Finding(
              health.isEmpty(),
              health.isEmpty() ? "the agent is well" : health,
              "see the agent's log: journalctl -u weir"));
      for (JsonNode link : status.path("links")) {
        boolean up = link.path("state").asText().matches("UP|RESTING");
        findings.add(
            new Finding(
                up,
                "cloud "
                    + link.path("url").asText()
                    + (up ? " is as it should be" : ": " + link.path("detail").asText()),
                "check the address, the network and the certificates in conf/tls"));
      }
    } catch (Unreachable e) {
      findings.add(new Finding(false, e.getMessage(), "systemctl start weir, or bin/weir run"));
    }
    return findings;
  }
}
