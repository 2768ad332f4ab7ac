package io.weir.bridge.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bridge.Wait;
import io.weir.bridge.cloud.Certificates;
import io.weir.bridge.cloud.CloudLinkContract;
import io.weir.bridge.cloud.MqttTestCloud;
import io.weir.bridge.cloud.TestCloud;
import io.weir.bridge.cloud.TestProxy;
import io.weir.bridge.proxy.ProxyServer.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract against a real mosquitto, and what only MQTT has. */
@Tag("slow")
class MqttLinkTest extends CloudLinkContract {

  @Override
  protected TestCloud cloud(Path folder, Certificates certificates) throws Exception {
    return new MqttTestCloud(folder, certificates);
  }

  @Test
  void theLastWillSaysThatAKilledGatewayIsOffline() {
    connect();
    Wait.until("birth", () -> cloud.statuses().size() == 1);
    link.drop();
    Wait.until("last will", () -> cloud.statuses().size() == 2);
    assertThat(cloud.statuses().get(1).getOnline()).isFalse();
  }

  @Test
  void aGatewayThatStopsSaysSoItself() {
    connect();
    Wait.until("birth", () -> cloud.statuses().size() == 1);
    link.close();
    Wait.until("goodbye", () -> cloud.statuses().size() == 2);
    assertThat(cloud.statuses().get(1).getOnline()).isFalse();
  }

  @Test
  void goesThroughASocksProxyThatWantsAPassword() throws Exception {
    Path password = Files.writeString(folder.resolve("password"), "s3cr3t\n");
    try (TestProxy proxy = new TestProxy("gateway:s3cr3t")) {
      link.close();
      link = cloud.link(SERIAL, device, proxy.server(Kind.SOCKS5, "gateway", password));
      connect();
      link.send(List.of(segment(1)));
      Wait.until("stored", () -> heard.storedNumbers().equals(List.of(1L)));
      // the proxy looks the name up
      assertThat(proxy.asked()).containsExactly("localhost:" + ((MqttTestCloud) cloud).port());
    }
  }

  @Test
  void aSilentStoreIsNotMistakenForOneThatHasStored() {
    cloud.silent(true);
    connect();
    link.send(List.of(segment(1)));
    Wait.until("delivered", () -> heard.delivered.equals(List.of(1L)));
    assertThat(heard.acks).isEmpty();
  }

  @Test
  void droppingAFrozenLineDoesNotWait() throws Exception {
    connect();
    ((MqttTestCloud) cloud).freeze(true);
    try {
      link.send(List.of(segment(1)));
      long before = System.nanoTime();
      link.drop();
      assertThat((System.nanoTime() - before) / 1e9).isLessThan(0.2);
    } finally {
      ((MqttTestCloud) cloud).freeze(false);
    }
  }
}
