package io.weir.bridge.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.bridge.cloud.TestProxy;
import io.weir.bridge.proxy.ProxyServer.Kind;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a proxy may answer, and who a gateway is to it. */
class ProxyServerTest {
  private static final int LIMIT_MS = 5_000;

  @TempDir Path folder;

  @Test
  void aProxyThatWantsAPasswordSaysWhatToSet() throws IOException {
    try (TestProxy proxy = new TestProxy("me:secret")) {
      for (Kind kind : Kind.values()) {
        assertThatThrownBy(() -> connect(proxy.server(kind, "", null)))
            .isInstanceOf(ProxyRefused.class)
            .hasMessageContaining("proxy.password.file");
      }
    }
  }

  @Test
  void aWrongPasswordIsRefusedAndNotShown() throws IOException {
    Path password = Files.writeString(folder.resolve("password"), "wrong-one");
    try (TestProxy proxy = new TestProxy("me:secret")) {
      for (Kind kind : Kind.values()) {
        assertThatThrownBy(() -> connect(proxy.server(kind, "me", password)))
            .isInstanceOf(ProxyRefused.class)
            .hasMessageContaining("does not accept our user and password")
            .hasMessageNotContaining("wrong-one");
      }
    }
  }

  @Test
  void aMissingPasswordFileIsNamed() throws IOException {
    try (TestProxy proxy = new TestProxy("me:secret")) {
      assertThatThrownBy(() -> connect(proxy.server(Kind.HTTP, "me", folder.resolve("no-file"))))
          .hasMessageContaining("no-file");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "HTTP/1.1 200",
        "HTTP/9.9 abc\r\n\r\n",
        "HTTP/1.1 502 Bad gateway\r\n\r\n",
        "\u0005",
        "\u0005\u0009",
        "\u0005\u0000\u0005\u0001\u0000\u0001",
        "\u0005\u0000\u0005\u0063\u0000\u0001",
        "\u0005\u0000\u0005\u0000\u0000\u0009"
      })
  void whateverItAnswersIsAFailureThatNamesTheProxy(String said) throws IOException {
    try (TestProxy proxy = new TestProxy()) {
      proxy.answer(said.getBytes(StandardCharsets.ISO_8859_1));
      for (Kind kind : Kind.values()) {
        assertThatThrownBy(() -> connect(proxy.server(kind, "", null)))
            .isInstanceOf(IOException.class)
            .hasMessageStartingWith("the proxy localhost:")
            .hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void aHeadWithoutAnEndIsNotReadForEver() throws IOException {
    try (TestProxy proxy = new TestProxy()) {
      proxy.answer(("HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000)).getBytes());
      assertThatThrownBy(() -> connect(proxy.server(Kind.HTTP, "", null)))
          .hasMessageContaining("a head of more than");
    }
  }

  @Test
  void whoWeAreIsNotInAnyText() throws IOException {
    Path password = Files.writeString(folder.resolve("password"), "hidden");
    try (TestProxy proxy = new TestProxy()) {
      ProxyServer server = proxy.server(Kind.HTTP, "me", password);
      assertThat(server.authorization()).contains("Basic bWU6aGlkZGVu");
      assertThat(server.toString()).doesNotContain("hidden");
    }
  }

  @Test
  void anIpv6AddressIsAskedForInTheProxysOwnForm() throws IOException {
    try (TestProxy proxy = new TestProxy()) {
      for (Kind kind : Kind.values()) {
        for (String cloud : List.of("::1", "[::1]")) {
          try (Socket socket = new Socket()) {
            socket.setSoTimeout(LIMIT_MS);
            // nobody is there; what the proxy was asked for is the point
            assertThatThrownBy(
                    () -> proxy.server(kind, "", null).connect(socket, cloud, 1, LIMIT_MS))
                .isInstanceOf(IOException.class);
          }
        }
      }
      assertThat(proxy.asked()).containsExactly("[::1]:1", "[::1]:1", "[::1]:1", "[::1]:1");
    }
  }

  private static void connect(ProxyServer proxy) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(LIMIT_MS);
      proxy.connect(socket, "cloud.example", 8883, LIMIT_MS);
    }
  }
}
