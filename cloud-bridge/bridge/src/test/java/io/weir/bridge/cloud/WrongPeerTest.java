package io.weir.bridge.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bridge.Wait;
import io.weir.bridge.https.HttpsLink;
import io.weir.bridge.https.HttpsSettings;
import io.weir.bridge.mqtt.MqttLink;
import io.weir.bridge.mqtt.MqttSettings;
import io.weir.bridge.tls.TlsFiles;
import io.weir.bridge.uplink.CloudLink;
import io.weir.bridge.uplink.Outage;
import io.weir.uplink.proto.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * TLS servers that are not the cloud: not a byte of ours is read by them, and the cause is said.
 */
class WrongPeerTest {
  private static final Status BIRTH = Status.newBuilder().setOnline(true).build();

  @TempDir private static Path tls;
  @TempDir private Path folder;
  private static Certificates certificates;
  private final HeardEvents heard = new HeardEvents();
  private CloudLink link;
  private Process server;

  private enum Way {
    MQTT(
        (port, device) ->
            new MqttLink(new MqttSettings("ssl://localhost:" + port, "G1", device, null, 48))),
    HTTPS(
        (port, device) ->
            new HttpsLink(
                new HttpsSettings(
                    "https://localhost:" + port,
                    "G1",
                    device,
                    null,
                    null,
                    null,
                    Duration.ofSeconds(60))));

    private final BiFunction<Integer, TlsFiles, CloudLink> make;

    Way(BiFunction<Integer, TlsFiles, CloudLink> make) {
      this.make = make;
    }
  }

  @BeforeAll
  static void makeCertificates() throws IOException {
    certificates = new Certificates(tls);
    certificates.authority("another");
    certificates.authority("self");
    certificates.issue("elsewhere", "elsewhere", "ca", "subjectAltName=DNS:elsewhere");
    certificates.issue("foreign", "localhost", "another", "subjectAltName=DNS:localhost");
    certificates.expired("expired", "localhost", "subjectAltName=DNS:localhost");
    certificates.device("G1");
    certificates.revocations("crl.pem", "ca-G1");
  }

  @AfterEach
  void stop() throws Exception {
    if (link != null) {
      link.close();
    }
    if (server != null) {
      server.destroyForcibly().waitFor();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theRightOneIsSpokenTo(Way way) throws Exception {
    connect(way, "server");
    Wait.until("it reads something", () -> read() > 0);
  }

  @ParameterizedTest
  @EnumSource
  void anExpiredCertificate(Way way) throws Exception {
    refused(way, "has expired", "expired");
  }

  @ParameterizedTest
  @EnumSource
  void anotherName(Way way) throws Exception {
    refused(way, "localhost", "elsewhere");
  }

  @ParameterizedTest
  @EnumSource
  void anUnknownAuthority(Way way) throws Exception {
    refused(way, "no authority that we trust", "foreign");
  }

  @ParameterizedTest
  @EnumSource
  void aCertificateThatSignedItself(Way way) throws Exception {
    refused(way, "no authority that we trust", "self");
  }

  @ParameterizedTest
  @EnumSource
  void tlsOfYesterday(Way way) throws Exception {
    refused(way, "protocol", "server", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0");
  }

  @ParameterizedTest
  @EnumSource
  void oneThatHasRevokedOurCertificate(Way way) throws Exception {
    refused(
        way,
        "does not accept our certificate",
        "server",
        "-tls1_2",
        "-Verify",
        "1",
        "-verify_return_error",
        "-CAfile",
        certificates.path("ca.pem").toString(),
        "-CRL",
        certificates.path("crl.pem").toString(),
        "-crl_check");
    assertThat(heard.downs.get(0).kind()).isEqualTo(Outage.Kind.IDENTITY);
  }

  private void refused(Way way, String cause, String certificate, String... options)
      throws Exception {
    connect(way, certificate, options);
    Wait.until("refused", () -> !heard.downs.isEmpty());
    assertThat(heard.downs.get(0).reason()).contains(cause);
    assertThat(heard.ups).isZero();
    link.close();
    server.destroy();
    server.waitFor();
    assertThat(read()).as("bytes that the server read").isZero();
  }

  private void connect(Way way, String certificate, String... options) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                "openssl",
                "s_server",
                "-quiet",
                "-accept",
                "127.0.0.1:" + port,
                "-cert",
                certificates.path(certificate + ".pem").toString(),
                "-key",
                certificates.path(certificate + ".key").toString()));
    command.addAll(List.of(options));
    server =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("read").toFile())
            .redirectError(folder.resolve("errors").toFile())
            .start();
    Wait.until("the server listens", () -> listens(port));
    link = way.make.apply(port, certificates.device("G1"));
    link.connect(BIRTH, Duration.ofSeconds(30), heard);
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private long read() {
    try {
      return Files.size(folder.resolve("read"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
