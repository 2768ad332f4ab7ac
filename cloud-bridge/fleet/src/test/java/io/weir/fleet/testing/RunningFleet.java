package io.weir.fleet.testing;

import io.weir.fleet.FleetServer;
import io.weir.fleet.access.Access;
import io.weir.fleet.link.DeviceAccess;
import io.weir.fleet.link.SignedAccess;
import io.weir.fleet.mqtt.TlsIdentity;
import io.weir.fleet.provision.FleetHome;
import io.weir.fleet.store.Database;
import io.weir.fleet.web.Listen;
import java.nio.file.Path;
import java.time.Clock;

/** A fleet in this process, with or without a broker, and an API token for it. */
public final class RunningFleet implements AutoCloseable {
  public final FleetServer server;
  public final Http http;

  private final Path data;

  private RunningFleet(FleetServer server, String token, Path data) {
    this.server = server;
    this.data = data;
    this.http = new Http(server.httpPort()).token(token);
  }

  public static RunningFleet at(Mosquitto broker) {
    FleetHome home = broker.home();
    return start(
        home.data(),
        broker.url(),
        TlsIdentity.of(home.authorityCertificate(), home.certificate("fleet"), home.key("fleet")));
  }

  public static RunningFleet alone(Path data) {
    return start(data, null, null);
  }

  private static RunningFleet start(Path data, String url, TlsIdentity identity) {
    FleetServer server =
        new FleetServer(
            new FleetServer.Settings(data, url, identity, new Listen("127.0.0.1", 0, null), null),
            Clock.systemUTC());
    try (Database database = Database.open(data)) {
      return new RunningFleet(
          server, new Access(database, Clock.systemUTC()).newToken("test"), data);
    }
  }

  /** A client of a gateway with a token of its own. */
  public Http device(String serial) {
    try (Database database = Database.open(data)) {
      return new Http(server.httpPort())
          .token(DeviceAccess.newToken(database, serial, Clock.systemUTC()));
    }
  }

  /** The key that a gateway signs with. */
  public String key(String serial) {
    try (Database database = Database.open(data)) {
      return SignedAccess.newKey(database, serial, Clock.systemUTC());
    }
  }

  public void awaitReady() {
    Wait.until(
        "the fleet is ready",
        () -> {
          try {
            return http.get("/readyz").statusCode() == 200;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  @Override
  public void close() {
    server.close();
  }
}
