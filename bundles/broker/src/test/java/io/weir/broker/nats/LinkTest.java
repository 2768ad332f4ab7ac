package io.weir.broker.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkTest {

  private static Settings at(int port) {
    return new Settings(
        "nats://127.0.0.1:" + port, "", null, 1 << 20, 1 << 20, Duration.ofSeconds(30));
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("weir-bus-"))
        .toList();
  }

  private static void attempts(int port, int many) throws Exception {
    List<String> before = threads();
    try (Link link = new Link(at(port), () -> {})) {
      for (int attempt = 0; attempt < many; attempt++) {
        assertThat(link.open()).isNull();
        // what reports to us, what connects and reads, and some that are on their way out
        assertThat(threads()).as("after %d attempts", attempt).hasSizeLessThan(before.size() + 8);
      }
    }
    Wait.until("they end with the link", () -> threads().size() <= before.size());
  }

  @Test
  void aBrokerThatIsAwayLeavesNoThreadBehindWithEachAttempt() throws Exception {
    attempts(1, 300);
  }

  @Test
  void aBrokerThatHangsUpLeavesNoThreadBehindWithEachAttempt() throws Exception {
    try (ServerSocket rude = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread door =
          new Thread(
              () -> {
                try {
                  while (true) {
                    rude.accept().close();
                  }
                } catch (IOException e) {
                  // closed: the test is over
                }
              },
              "rude-broker");
      door.setDaemon(true);
      door.start();
      attempts(rude.getLocalPort(), 100);
    }
  }
}
