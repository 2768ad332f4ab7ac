package io.weir.fleet.provision;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes the identities of a fleet and of its gateways. What is there and still good is kept, so
 * that everything here may be run again. One thread at a time.
 */
public final class Provisioning {
  private static final Duration LIFE = Duration.ofDays(825);
  // a certificate that ends sooner is made anew by the next init
  private static final Duration RENEW_BEFORE = Duration.ofDays(30);
  private static final List<String> LOCAL = List.of("localhost", "127.0.0.1", "::1");

  private final FleetHome home;
  private final Clock clock;

  public Provisioning(FleetHome home, Clock clock) {
    this.home = home;
    this.clock = clock;
  }

  /** Where the gateways will find the broker. */
  public record Plan(String host, int mqttPort, boolean demo) {
    public Plan {
      if (mqttPort < 1 || mqttPort > 65_535) {
        throw new IllegalArgumentException("the port must be 1 to 65535, was " + mqttPort);
      }
      if (!host.matches("[A-Za-z0-9][A-Za-z0-9.:-]{0,252}")) {
        throw new IllegalArgumentException("not a host name or address: \"" + host + "\"");
      }
      if (demo && !LOCAL.contains(host)) {
        throw new IllegalArgumentException(
            "a demonstration stays on this machine: the host must be localhost, was " + host);
      }
    }

    boolean isLocal() {
      return LOCAL.contains(host);
    }
  }

  /**
   * Makes what is missing: authority, certificates, the broker's configuration.
   *
   * @throws ProvisionException if the folder holds something else
   */
  public void init(Plan plan) throws IOException {
    Instant now = clock.instant();
    PrivateFiles.folder(home.folder());
    for (Path folder : List.of(home.tls(), home.devices(), home.data(), home.brokerData())) {
      PrivateFiles.folder(folder);
    }
    Authority authority = authority(plan, now);
    Set<String> hosts = new LinkedHashSet<>(LOCAL);
    hosts.add(plan.host());
    for (String role : List.of("broker", "https")) {
      if (!isGood(role, hosts, authority, now)) {
        write(role, authority.server(plan.host(), hosts, now, LIFE));
      }
    }
    if (!isGood(Serial.FLEET, Set.of(), authority, now)) {
      write(Serial.FLEET, authority.client(Serial.FLEET, now, LIFE));
    }
    PrivateFiles.open(home.revocations(), authority.revocationList(revoked(), now));
    BrokerConfiguration broker =
        new BrokerConfiguration(
            home,
            plan.isLocal() ? "127.0.0.1" : "",
            plan.mqttPort(),
            Files.getOwner(home.folder()).getName());
    PrivateFiles.open(home.brokerConfiguration(), broker.main());
    // mosquitto 2 warns about rights that others could read
    PrivateFiles.secret(home.brokerRights(), broker.rights());
  }

  /** Whether the identities are for a demonstration only. */
  public static boolean isDemo(FleetHome home) {
    return Files.exists(home.demoMark());
  }

  /**
   * Makes a gateway's identity: {@code device.key}, {@code device.pem}, {@code ca.pem} and {@code
   * agent.env} in the folder.
   *
   * @throws ProvisionException if the serial was revoked or the folder holds another identity
   */
  public void addDevice(Serial serial, Path folder) throws IOException {
    Authority authority = Authority.load(home);
    Path record = home.devices().resolve(serial + ".pem");
    Path key = folder.resolve("device.key");
    if (Files.exists(key)) {
      throw new ProvisionException(
          key + " exists: give an empty folder, or delete the old identity first");
    }
    Authority.Identity identity = authority.client(serial.value(), clock.instant(), LIFE);
    PrivateFiles.folder(folder);
    PrivateFiles.open(record, Pem.of(identity.certificate()));
    PrivateFiles.open(folder.resolve("ca.pem"), Pem.of(authority.certificate()));
    PrivateFiles.open(folder.resolve("device.pem"), Pem.of(identity.certificate()));
    PrivateFiles.secret(
        folder.resolve("agent.env"),
        "# The identity of this gateway; the agent refuses to start without it.\n"
            + "DEVICE_SERIAL_NUMBER="
            + serial
            + "\n");
    PrivateFiles.secret(key, Pem.of(identity.key()));
  }

  /** The gateways that were added and not revoked, with the end of their certificates. */
  public List<Added> devices() throws IOException {
    List<Added> added = new ArrayList<>();
    if (!Files.isDirectory(home.devices())) {
      return added;
    }
    try (Stream<Path> files = Files.list(home.devices())) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".pem")) {
          Instant end = Pem.certificate(file).getNotAfter().toInstant();
          added.add(new Added(name.substring(0, name.length() - 4), end));
        }
      }
    }
    return added;
  }

  /** A gateway in the list. */
  public record Added(String serial, Instant expires) {}

  /**
   * Takes a gateway's certificate back. The broker refuses it from its next reload (SIGHUP) or
   * restart on.
   *
   * @throws ProvisionException if there is no such gateway
   */
  public void revoke(Serial serial) throws IOException {
    Authority authority = Authority.load(home);
    Path record = home.devices().resolve(serial + ".pem");
    if (!Files.exists(record)) {
      throw new ProvisionException("no gateway " + serial + " in " + home.devices());
    }
    BigInteger number = Pem.certificate(record).getSerialNumber();
    try {
      Files.move(record, home.devices().resolve(number.toString(16) + ".revoked"));
    } catch (FileAlreadyExistsException e) {
      Files.delete(record);
    }
    PrivateFiles.open(home.revocations(), authority.revocationList(revoked(), clock.instant()));
  }

  private List<BigInteger> revoked() throws IOException {
    try (Stream<Path> files = Files.list(home.devices())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".revoked"))
          .map(name -> new BigInteger(name.substring(0, name.length() - 8), 16))
          .toList();
    }
  }

  private Authority authority(Plan plan, Instant now) throws IOException {
    if (Files.exists(home.authorityKey())) {
      if (isDemo(home) != plan.demo()) {
        throw new ProvisionException(
            home.folder()
                + (plan.demo() ? " holds a real fleet" : " holds a demonstration")
                + ": give another folder");
      }
      return Authority.load(home);
    }
    if (plan.demo()) {
      PrivateFiles.open(home.demoMark(), "These identities are for a demonstration only.\n");
    }
    return Authority.create(home, plan.demo() ? "Weir demo authority" : "Weir authority", now);
  }

  private void write(String role, Authority.Identity identity) throws IOException {
    PrivateFiles.secret(home.key(role), Pem.of(identity.key()));
    PrivateFiles.open(home.certificate(role), Pem.of(identity.certificate()));
  }

  private boolean isGood(String role, Set<String> hosts, Authority authority, Instant now) {
    if (!Files.exists(home.certificate(role)) || !Files.exists(home.key(role))) {
      return false;
    }
    X509Certificate certificate = Pem.certificate(home.certificate(role));
    return certificate
            .getIssuerX500Principal()
            .equals(authority.certificate().getSubjectX500Principal())
        && certificate.getNotAfter().after(Date.from(now.plus(RENEW_BEFORE)))
        && names(certificate).containsAll(hosts.stream().map(Provisioning::normal).toList());
  }

  private static List<String> names(X509Certificate certificate) {
    try {
      var names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream().map(name -> normal("" + name.get(1))).toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  private static String normal(String host) {
    return host.equals("::1") ? "0:0:0:0:0:0:0:1" : host;
  }
}
