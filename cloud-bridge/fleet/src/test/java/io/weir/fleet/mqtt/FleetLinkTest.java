package io.weir.fleet.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FleetLinkTest {

  /** As a broker does that is just being started, or stands still. */
  @Test
  void aBrokerThatTakesTheConnectionAndSaysNothingIsTriedAgain() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      mute.setSoTimeout(20_000);
      String url = "tcp://127.0.0.1:" + mute.getLocalPort();
      StatusDesk nobody = new StatusDesk((serial, status, retained) -> {});
      try (FleetLink link =
              new FleetLink(url, null, arrival -> true, nobody, Duration.ofMillis(200));
          Socket first = mute.accept();
          Socket second = mute.accept();
          Socket third = mute.accept()) {
        assertThat(first.getPort()).isNotEqualTo(second.getPort()).isNotEqualTo(third.getPort());
        assertThat(link.isConnected()).isFalse();
      }
    }
  }
}
