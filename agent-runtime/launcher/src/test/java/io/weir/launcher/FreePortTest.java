package io.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class FreePortTest {
  @Test
  void theWishIsTakenWhenItIsFree() throws IOException {
    int free;
    try (ServerSocket socket = taken()) {
      free = socket.getLocalPort();
    }
    assertThat(FreePort.preferring(0, free)).isEqualTo(free);
  }

  @Test
  void theSubstituteIsNoneThatTheKernelGivesToClients() throws IOException {
    // by line: the kernel gives this file in one piece or not at all
    String range = Files.readAllLines(Path.of("/proc/sys/net/ipv4/ip_local_port_range")).get(0);
    int firstOfClients = Integer.parseInt(range.strip().split("\\s+")[0]);
    try (ServerSocket socket = taken()) {
      int substitute = FreePort.preferring(socket.getLocalPort());
      assertThat(substitute).isNotEqualTo(socket.getLocalPort()).isLessThan(firstOfClients);
      assertThat(FreePort.isFree(substitute)).isTrue();
    }
  }

  @Test
  void aPortThatBecomesFreeIsWaitedFor() throws Exception {
    ServerSocket socket = taken();
    int port = socket.getLocalPort();
    Thread leaving =
        new Thread(
            () -> {
              try (socket) {
                LockSupport.parkNanos(100_000_000);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    leaving.start();
    FreePort.await(port, Duration.ofSeconds(20));
    assertThat(FreePort.isFree(port)).isTrue();
    leaving.join();
  }

  private static ServerSocket taken() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }
}
