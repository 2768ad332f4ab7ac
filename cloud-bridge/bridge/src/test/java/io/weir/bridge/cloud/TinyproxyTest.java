package io.weir.bridge.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bridge.Wait;
import io.weir.bridge.proxy.ProxyServer;
import io.weir.bridge.tls.TlsFiles;
import io.weir.bridge.uplink.CloudLink;
import io.weir.bridge.uplink.Outage;
import io.weir.uplink.proto.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both links through a proxy that is not ours and wants a password. */
@Tag("slow")
class TinyproxyTest {
  @TempDir Path folder;
  private final HeardEvents heard = new HeardEvents();
  private Certificates certificates;
  private Process proxy;
  private int port;

  @BeforeEach
  void startProxy() throws Exception {
    Path program = Path.of("/usr/bin/tinyproxy");
    Assumptions.assumeTrue(Files.isExecutable(program), "SKIPPED: this machine has no tinyproxy");
    certificates = new Certificates(Files.createDirectories(folder.resolve("tls")));
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path settings = folder.resolve("tinyproxy.conf");
    Files.writeString(
        settings,
        "Port %d\nListen 127.0.0.1\nTimeout 600\nMaxClients 50\nBasicAuth gateway s3cr3t\n"
            .formatted(port));
    proxy =
        new ProcessBuilder(program.toString(), "-d", "-c", settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("tinyproxy.log").toFile())
            .start();
    Wait.until("tinyproxy listens", this::listens);
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @AfterEach
  void stopProxy() throws Exception {
    if (proxy != null) {
      proxy.destroyForcibly().waitFor();
    }
  }

  @Test
  void mqttPassesWithThePasswordOnly() throws Exception {
    passesWithThePasswordOnly(new MqttTestCloud(folder.resolve("cloud"), certificates));
  }

  @Test
  void httpsPassesWithThePasswordOnly() throws Exception {
    passesWithThePasswordOnly(new HttpsTestCloud(certificates));
  }

  private void passesWithThePasswordOnly(TestCloud behind) throws Exception {
    TlsFiles device = certificates.device("G1");
    Path password = Files.writeString(folder.resolve("password"), "wrong");
    InetSocketAddress address = InetSocketAddress.createUnresolved("127.0.0.1", port);
    ProxyServer server = new ProxyServer(ProxyServer.Kind.HTTP, address, "gateway", password);
    try (TestCloud cloud = behind;
        CloudLink link = cloud.link("G1", device, server)) {
      cloud.start();
      link.connect(Status.getDefaultInstance(), Duration.ofSeconds(30), heard);
      Wait.until("refused", () -> heard.downs.size() == 1);
      assertThat(heard.downs.get(0).kind()).isNotEqualTo(Outage.Kind.BUSY);
      assertThat(heard.downs.get(0).reason()).doesNotContain("wrong");
      Files.writeString(password, "s3cr3t\n");
      link.connect(Status.getDefaultInstance(), Duration.ofSeconds(30), heard);
      Wait.until(() -> "up, but " + heard.downs, () -> heard.ups == 1);
      Wait.until("birth", () -> cloud.statuses().size() == 1);
    }
  }
}
