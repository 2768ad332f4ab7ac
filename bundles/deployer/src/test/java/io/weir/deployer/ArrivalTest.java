package io.weir.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How packages arrive from the cloud: over HTTP, and in parts. */
class ArrivalTest {
  @TempDir private Path folder;
  private byte[] jar;
  private String sha256;
  private HttpServer server;
  private final List<Progress> told = new ArrayList<>();

  @BeforeEach
  void serve() throws IOException {
    jar = Jars.bytes(Jars.bundle("acme.pump", "1.0.0"));
    sha256 = HexFormat.of().formatHex(PackageReader.sha256().digest(jar));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/pump.jar",
        exchange -> {
          exchange.sendResponseHeaders(200, jar.length);
          exchange.getResponseBody().write(jar);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  @Test
  void aPackageIsFetchedAndHeldToItsHash() throws Exception {
    var download = new Download(folder, 1_000_000, told::add);
    assertThat(download.fetch(url("/pump.jar"), sha256)).hasBinaryContent(jar);
    assertThatThrownBy(() -> download.fetch(url("/pump.jar"), "0".repeat(64)))
        .isInstanceOf(PackageRefused.class)
        .hasMessageContaining("found " + sha256);
    assertThatThrownBy(() -> download.fetch(url("/none.jar"), sha256))
        .hasMessageContaining("status 404");
  }

  @Test
  void nothingIsLeftOfWhatWasRefused() throws Exception {
    assertThatThrownBy(() -> new Download(folder, 10, told::add).fetch(url("/pump.jar"), sha256))
        .hasMessageContaining("at most 10 bytes");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void plainHttpToElsewhereIsRefused() {
    assertThatThrownBy(
            () -> new Download(folder, 10, told::add).fetch("http://192.0.2.1/pump.jar", sha256))
        .isInstanceOf(PackageRefused.class)
        .hasMessageContaining("over https");
    assertThatThrownBy(
            () -> new Download(folder, 10, told::add).fetch("file:///etc/passwd", sha256))
        .isInstanceOf(PackageRefused.class);
  }

  @Test
  void partsInAnyOrderAndTwiceMakeThePackage() throws Exception {
    var chunks = new Chunks(folder, 1_000_000, told::add);
    int half = jar.length / 2;
    chunks.add(sha256, half, base64(half, jar.length), jar.length);
    assertThatThrownBy(() -> chunks.complete(sha256))
        .isInstanceOf(PackageRefused.class)
        .hasMessageContaining("do not make the package");
    chunks.add(sha256, 0, base64(0, half), jar.length);
    chunks.add(sha256, 0, base64(0, half), jar.length);
    assertThat(chunks.complete(sha256)).hasBinaryContent(jar);
  }

  @Test
  void whatHasComeIsToldInBytesAndPerCent() throws Exception {
    var chunks = new Chunks(folder, 1_000_000, told::add);
    int half = jar.length / 2;
    chunks.add(sha256, 0, base64(0, half), jar.length);
    chunks.add(sha256, half, base64(half, jar.length), jar.length);
    new Download(folder, 1_000_000, told::add).fetch(url("/pump.jar"), sha256);
    assertThat(told)
        .extracting(Progress::bytes)
        .containsExactly((long) half, (long) jar.length, (long) jar.length);
    assertThat(told).extracting(Progress::percent).containsExactly(60 * half / jar.length, 60, 60);
    assertThat(told).allSatisfy(p -> assertThat(p.totalBytes()).isEqualTo(jar.length));
    assertThat(told.get(0).plugin().candidate()).isEqualTo(sha256);
  }

  @Test
  void theRestIsForetoldFromTheRateSoFar() {
    Progress progress =
        Progress.receiving(sha256, "cloud", 250, 1_000, java.time.Duration.ofSeconds(5));
    assertThat(progress.secondsLeft()).isEqualTo(15);
    assertThat(progress.percent()).isEqualTo(15);
  }

  @Test
  void aNameThatIsNoHashNeverBecomesAPath() {
    assertThatThrownBy(
            () -> new Chunks(folder, 100, told::add).add("../../etc/cron.d/x", 0, "AA==", 0))
        .isInstanceOf(PackageRefused.class)
        .hasMessageContaining("64 hex digits");
  }

  private String base64(int from, int to) {
    return Base64.getEncoder().encodeToString(Arrays.copyOfRange(jar, from, to));
  }
}
