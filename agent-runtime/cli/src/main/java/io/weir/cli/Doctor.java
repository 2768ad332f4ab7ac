package io.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
  private static final Duration SOON = Duration.ofDays(14);
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
    findings.addAll(certificates(Key.folder(null).resolveSibling("tls"), Instant.now()));
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

  /** Who this gateway is to the cloud: each certificate, as long as it is valid. */
  static List<Finding> certificates(Path folder, Instant now) {
    String[] names = {"ca.pem", "device.pem"};
    if (Stream.of(names).noneMatch(name -> Files.exists(folder.resolve(name)))) {
      return List.of(
          new Finding(true, "no identity for a cloud in " + folder + ": none is used", ""));
    }
    List<Finding> findings = new ArrayList<>();
    for (String name : names) {
      Path file = folder.resolve(name);
      if (!Files.exists(file)) {
        findings.add(
            new Finding(
                false,
                "there is no " + file,
                "on the cloud's side: weir-fleet device add SERIAL; then put its files there"));
        continue;
      }
      try (InputStream in = Files.newInputStream(file)) {
        var certificate =
            (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        findings.add(validity(file, certificate, now));
      } catch (IOException | CertificateException e) {
        findings.add(
            new Finding(
                false,
                "expected a certificate in PEM in " + file + ": " + e.getMessage(),
                "give the agent's user the right to read it, or have it made anew: weir-fleet"
                    + " device add"));
      }
    }
    return findings;
  }

  private static Finding validity(Path file, X509Certificate certificate, Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    if (now.isBefore(from)) {
      return new Finding(
          false, file + " is valid from " + from + " only", "set the clock: timedatectl");
    }
    boolean soon = now.plus(SOON).isAfter(to);
    return new Finding(
        !soon,
        file + (now.isAfter(to) ? " expired at " : " is valid until ") + to,
        "have a new one made: weir-fleet device add SERIAL");
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
