package io.weir.fleet.link;

import io.weir.fleet.access.Secrets;
import io.weir.fleet.store.Database;
import io.weir.fleet.store.DeviceTable;
import io.weir.fleet.store.DeviceTable.Device;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Which gateway it is: by its token, or by its certificate. Any thread. */
public final class DeviceAccess {
  // a gateway sends four segments a second when live, and a backlog in batches
  private static final double REQUESTS_A_SECOND = 50;
  private static final double BURST = 200;

  private final Database database;
  private final Clock clock;
  private final RateLimit limit = new RateLimit(REQUESTS_A_SECOND, BURST);

  public DeviceAccess(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Makes a gateway's token in place of an older one, and returns its secret, the only time it can
   * be had.
   */
  public static String newToken(Database database, String serial, Clock clock) {
    String secret = "weird_" + Secrets.fresh();
    database.useWrite(
        handle ->
            DeviceTable.token(
                handle, DeviceTable.ensure(handle, serial, clock.millis()), Secrets.hash(secret)));
    return secret;
  }

  /** Refuses a gateway's token and certificate from now on. */
  public static void revoke(Database database, String serial, Clock clock) {
    database.useWrite(
        handle -> DeviceTable.revoke(handle, DeviceTable.ensure(handle, serial, clock.millis())));
  }

  public Optional<Device> byToken(String secret) {
    return database.read(handle -> DeviceTable.byToken(handle, Secrets.hash(secret)));
  }

  /**
   * The gateway of a certificate that the handshake has verified; its row is made when it is new.
   */
  public Optional<Device> byCertificate(X509Certificate certificate) {
    return commonName(certificate)
        .map(
            serial ->
                database
                    .read(handle -> DeviceTable.bySerial(handle, serial))
                    .orElseGet(() -> make(serial)))
        .filter(device -> !device.revoked());
  }

  private Device make(String serial) {
    return database.write(
        handle -> {
          DeviceTable.ensure(handle, serial, clock.millis());
          return DeviceTable.bySerial(handle, serial).orElseThrow();
        });
  }

  /** How long a gateway has to wait before its next request; zero if it need not. */
  public Duration pause(Device device) {
    return limit.take(device.serial(), System.nanoTime());
  }

  private static Optional<String> commonName(X509Certificate certificate) {
    try {
      for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (rdn.getType().equalsIgnoreCase("CN")) {
          return Optional.of(rdn.getValue().toString());
        }
      }
      return Optional.empty();
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }
}
