package io.weir.fleet.provision;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a fleet keeps what is its own: one folder, private to its owner. Immutable; any thread.
 *
 * @param folder the folder that {@code weir-fleet init} makes
 */
public record FleetHome(Path folder) {
  public FleetHome {
    folder = folder.toAbsolutePath().normalize();
  }

  /**
   * A folder that {@code weir-fleet init} has made.
   *
   * @throws ProvisionException if it is none: nothing may be made in a folder that was mistyped
   */
  public static FleetHome existing(Path folder) {
    FleetHome home = new FleetHome(folder);
    if (!Files.exists(home.authorityCertificate())) {
      throw new ProvisionException(
          "no fleet in "
              + home.folder()
              + ": run `weir-fleet init --dir "
              + home.folder()
              + "` first");
    }
    return home;
  }

  public Path tls() {
    return folder.resolve("tls");
  }

  public Path authorityCertificate() {
    return tls().resolve("ca.pem");
  }

  public Path authorityKey() {
    return tls().resolve("ca.key");
  }

  /** What has been revoked; the MQTT broker reads it. */
  public Path revocations() {
    return tls().resolve("crl.pem");
  }

  /** The certificate of a role: {@code broker}, {@code https} or {@code fleet}. */
  public Path certificate(String role) {
    return tls().resolve(role + ".pem");
  }

  /** The private key of a role. */
  public Path key(String role) {
    return tls().resolve(role + ".key");
  }

  /** One certificate for each gateway that was added, its serial as the name. */
  public Path devices() {
    return folder.resolve("devices");
  }

  /** The embedded database and what belongs to it. */
  public Path data() {
    return folder.resolve("data");
  }

  public Path brokerConfiguration() {
    return folder.resolve("mosquitto.conf");
  }

  public Path brokerRights() {
    return folder.resolve("mosquitto.acl");
  }

  public Path brokerData() {
    return folder.resolve("mosquitto");
  }

  /** There when the identities are for a demonstration only and must not leave this machine. */
  public Path demoMark() {
    return folder.resolve("DEMO");
  }
}
