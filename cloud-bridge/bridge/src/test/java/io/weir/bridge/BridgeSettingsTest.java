package io.weir.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BridgeSettingsTest {

  @Test
  void theDefaultsAreThoseOfTheDesign() {
    BridgeSettings settings = settings(Map.of());
    assertThat(settings.cloudUrl()).isEmpty();
    assertThat(settings.ackByBroker()).isFalse();
    assertThat(settings.window()).isEqualTo(32);
    assertThat(settings.group().time()).isEqualTo(Duration.ofMillis(250));
    assertThat(settings.group().offlineTime()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.group().records()).isEqualTo(1_000);
    assertThat(settings.gatewayBase()).isEqualTo("urn:cpt:device:sn:G1:");
  }

  @Test
  void aWrongValueIsRefusedByItsName() {
    assertThatThrownBy(() -> settings(Map.of("ack", "maybe")))
        .hasMessage("ack must be cloud or broker, was maybe");
    assertThatThrownBy(() -> settings(Map.of("window", 0)))
        .hasMessage("window must be 1 to 1000, was 0");
    assertThatThrownBy(() -> settings(Map.of("proxy", "nonsense")))
        .hasMessageContaining("proxy must be host:port");
    assertThatThrownBy(() -> settings(Map.of("tls_cert", "/x.pem")))
        .hasMessageContaining("tls.cert and tls.key go together");
  }

  @Test
  void aProxyIsAHostAndAPort() {
    assertThat(settings(Map.of("proxy", "proxy.example:3128")).proxy().getPort()).isEqualTo(3128);
  }

  @Test
  void aGatewayWithoutASerialIsRefused() {
    assertThatThrownBy(() -> BridgeSettings.of(config(Map.of()), null, "1"))
        .hasMessageContaining("weir.serial");
  }

  private static BridgeSettings settings(Map<String, Object> values) {
    return BridgeSettings.of(config(values), "G1", "1.2.3");
  }

  private static BridgeConfig config(Map<String, Object> values) {
    return (BridgeConfig)
        Proxy.newProxyInstance(
            BridgeConfig.class.getClassLoader(),
            new Class<?>[] {BridgeConfig.class, Annotation.class},
            (proxy, method, arguments) ->
                values.getOrDefault(method.getName(), method.getDefaultValue()));
  }
}
