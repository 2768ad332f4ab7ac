package io.weir.fleet.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.fleet.Fleet;
import io.weir.fleet.testing.Mosquitto;
import io.weir.fleet.testing.TestClient;
import io.weir.fleet.testing.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class ProvisioningTest {
  @TempDir Path folder;

  @Test
  void initMakesPrivateKeysThatTheAuthoritySigned() throws Exception {
    assertThat(Fleet.run("init", "--dir", folder.toString(), "--host", "fleet.example")).isZero();
    FleetHome home = new FleetHome(folder);
    X509Certificate authority = Pem.certificate(home.authorityCertificate());
    for (String role : List.of("broker", "https", "fleet")) {
      X509Certificate certificate = Pem.certificate(home.certificate(role));
      certificate.verify(authority.getPublicKey());
      assertThat(Pem.privateKey(home.key(role)).getAlgorithm()).isEqualTo("EC");
    }
    assertThat(Pem.certificate(home.certificate("broker")).getSubjectAlternativeNames())
        .extracting(name -> "" + name.get(1))
        .contains("localhost", "127.0.0.1", "fleet.example");
    assertThat(Pem.certificate(home.certificate("fleet")).getSubjectX500Principal().getName())
        .isEqualTo("CN=fleet");
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(file -> file.toString().endsWith(".key")))
          .hasSize(4)
          .allSatisfy(file -> assertThat(mode(file)).isEqualTo("rw-------"));
    }
  }

  @Test
  void aSecondInitKeepsWhatIsGoodAndRenewsWhatEnds() throws Exception {
    FleetHome home = new FleetHome(folder);
    Instant start = Instant.parse("2026-11-21T00:00:00Z");
    Provisioning.Plan plan = new Provisioning.Plan("localhost", 8883, true);
    new Provisioning(home, Clock.fixed(start, ZoneOffset.UTC)).init(plan);
    String authority = Files.readString(home.authorityKey());
    String broker = Files.readString(home.certificate("broker"));

    new Provisioning(home, Clock.fixed(start, ZoneOffset.UTC)).init(plan);
    assertThat(Files.readString(home.certificate("broker"))).isEqualTo(broker);

    Instant late = start.plus(Duration.ofDays(800));
    new Provisioning(home, Clock.fixed(late, ZoneOffset.UTC)).init(plan);
    assertThat(Files.readString(home.certificate("broker"))).isNotEqualTo(broker);
    assertThat(Files.readString(home.authorityKey())).isEqualTo(authority);
  }

  @Test
  void aDemonstrationAndARealFleetDoNotShareAFolder() throws Exception {
    FleetHome home = new FleetHome(folder);
    Provisioning provisioning = new Provisioning(home, Clock.systemUTC());
    provisioning.init(new Provisioning.Plan("localhost", 8883, true));
    assertThatThrownBy(() -> provisioning.init(new Provisioning.Plan("localhost", 8883, false)))
        .isInstanceOf(ProvisionException.class)
        .hasMessageContaining("demonstration");
    assertThat(Fleet.run("init", "--dir", folder.toString(), "--demo", "--host", "10.0.0.1"))
        .isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "+", "#", "a/b", "a b", "../x", "fleet", "FLEET", "-x", "a:b", "ä", "a\nb"})
  void aSerialThatCouldBeMoreThanANameIsRefused(String serial) {
    assertThatThrownBy(() -> new Serial(serial)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSerialIsNeverLongerThanACommonName() {
    assertThat(Serial.isValid("a".repeat(63))).isTrue();
    assertThat(Serial.isValid("a".repeat(64))).isFalse();
  }

  @Test
  void anIdentityIsNotOverwritten() throws IOException {
    Path out = folder.resolve("out");
    Fleet.run("init", "--dir", folder.toString());
    assertThat(
            Fleet.run("device", "add", "gw-1", "--dir", folder.toString(), "--out", out.toString()))
        .isZero();
    assertThat(Files.readString(out.resolve("agent.env"))).contains("DEVICE_SERIAL_NUMBER=gw-1\n");
    assertThat(
            Fleet.run("device", "add", "gw-1", "--dir", folder.toString(), "--out", out.toString()))
        .isEqualTo(1);
    assertThat(
            Fleet.run("device", "add", "a/b", "--dir", folder.toString(), "--out", out.toString()))
        .isEqualTo(2);
  }

  @Test
  void theBrokerLetsAGatewayTouchItsOwnTopicsOnly() throws Exception {
    try (Mosquitto broker = Mosquitto.provisioned(folder.resolve("fleet"))) {
      Path one = add(broker, "gw-1");
      Path two = add(broker, "gw-2");
      FleetHome home = broker.home();
      try (TestClient fleet =
              new TestClient(
                  broker.url(),
                  "x",
                  home.authorityCertificate(),
                  home.certificate("fleet"),
                  home.key("fleet"));
          TestClient first = TestClient.device(broker.url(), "gw-1", one);
          TestClient second = TestClient.device(broker.url(), "gw-2", two)) {
        fleet.subscribe("$share/fleet/weir/+/up/#");
        first.subscribe("weir/#");
        second.subscribe("weir/gw-2/down/#");
        first.publish("weir/gw-2/up/segment", new byte[] {1});
        first.publish("weir/gw-2/down/command", new byte[] {2});
        first.publish("weir/gw-1/down/command", new byte[] {3});
        first.publish("weir/gw-1/up/segment", new byte[] {4});
        fleet.publish("weir/gw-2/down/command", new byte[] {5});

        TestClient.Message up = fleet.next(5_000);
        assertThat(up.topic()).isEqualTo("weir/gw-1/up/segment");
        assertThat(up.payload()).containsExactly(4);
        assertThat(second.next(5_000).payload()).containsExactly(5);
        assertThat(fleet.next(100)).isNull();
        assertThat(first.next(100)).isNull();
      }
    }
  }

  @Test
  void aRevokedGatewayIsRefusedAfterTheBrokersReload() throws Exception {
    try (Mosquitto broker = Mosquitto.provisioned(folder.resolve("fleet"))) {
      Path one = add(broker, "gw-1");
      Path two = add(broker, "gw-2");
      String dir = broker.home().folder().toString();
      assertThat(Fleet.run("device", "revoke", "gw-1", "--dir", dir)).isZero();
      assertThat(Fleet.run("device", "revoke", "gw-1", "--dir", dir)).isEqualTo(1);
      broker.reload();
      Wait.until("gw-1 is refused", () -> !canConnect(broker, "gw-1", one));
      assertThat(canConnect(broker, "gw-2", two)).isTrue();
    }
  }

  private static boolean canConnect(Mosquitto broker, String serial, Path identity) {
    try (TestClient client = TestClient.device(broker.url(), serial, identity)) {
      return client.isConnected();
    } catch (MqttException e) {
      return false;
    }
  }

  private Path add(Mosquitto broker, String serial) throws IOException {
    Path out = folder.resolve(serial);
    new Provisioning(broker.home(), Clock.systemUTC()).addDevice(new Serial(serial), out);
    return out;
  }

  private static String mode(Path file) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
