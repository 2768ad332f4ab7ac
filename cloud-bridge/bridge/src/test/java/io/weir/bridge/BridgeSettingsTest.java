package io.weir.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.bridge.proxy.ProxyServer;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BridgeSettingsTest {

  @Test
  void theDefaultsAreThoseOfTheDesign() {
    CloudSettings cloud = cloud(Map.of());
    assertThat(cloud.url()).isEmpty();
    assertThat(cloud.ackByBroker()).isFalse();
    assertThat(cloud.window()).isEqualTo(32);
    BridgeSettings settings = BridgeSettings.of(config(), Map.of(), "G1", "1.2.3");
    assertThat(settings.group().time()).isEqualTo(Duration.ofMillis(250));
    assertThat(settings.group().offlineTime()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.group().records()).isEqualTo(1_000);
    assertThat(settings.gatewayBase()).isEqualTo("urn:cpt:device:sn:G1:");
  }

  @Test
  void aWrongValueIsRefusedByItsName() {
    assertThatThrownBy(() -> cloud(Map.of("ack", "maybe")))
        .hasMessage("ack must be cloud or broker, was maybe");
    assertThatThrownBy(() -> cloud(Map.of("window", 0)))
        .hasMessage("window must be 1 to 1000, was 0");
    assertThatThrownBy(() -> cloud(Map.of("bytes.per.second", "many")))
        .hasMessage("bytes.per.second must be 0 or more, was many");
    assertThatThrownBy(() -> cloud(Map.of("proxy", "nonsense")))
        .hasMessageContaining("proxy must be host:port");
    assertThatThrownBy(() -> cloud(Map.of("tls.cert", "/x.pem")))
        .hasMessageContaining("tls.cert and tls.key go together");
  }

  @Test
  void aProxyIsAHostAndAPort() {
    assertThat(cloud(Map.of("proxy", "proxy.example:3128")).proxy())
        .hasToString("proxy.example:3128")
        .returns(ProxyServer.Kind.HTTP, ProxyServer::kind);
    assertThat(cloud(Map.of("proxy", "socks5://proxy.example:1080/")).proxy().kind())
        .isEqualTo(ProxyServer.Kind.SOCKS5);
    assertThat(cloud(Map.of()).proxy()).isNull();
  }

  @Test
  void aProxysPasswordIsInAFileAndNowhereElse() {
    assertThatThrownBy(() -> cloud(Map.of("proxy", "http://me:s3cr3t@proxy.example:3128")))
        .hasMessageContaining("proxy.password.file")
        .hasMessageNotContaining("s3cr3t");
    assertThatThrownBy(() -> cloud(Map.of("proxy", "proxy.example:3128", "proxy.user", "me")))
        .hasMessageContaining("proxy.user and proxy.password.file go together");
  }

  @Test
  void aGatewayWithoutASerialIsRefused() {
    assertThatThrownBy(() -> BridgeSettings.of(config(), Map.of(), null, "1"))
        .hasMessageContaining("weir.serial");
  }

  @Test
  void oneMoreCloudHasTheKeysAndDefaultsOfTheFirst() {
    Map<String, Object> first = CloudKeys.defaults(BridgeConfig.class);
    first.keySet().removeIf(key -> key.startsWith("group."));
    assertThat(CloudKeys.defaults(CloudConfig.class)).isEqualTo(first);
  }

  @Test
  void oneMoreCloudIsNamedByItsFileAndMustSayWhereItIs() {
    Map<String, Object> properties = CloudKeys.defaults(CloudConfig.class);
    properties.put("service.pid", "io.weir.bridge.cloud~eu-west");
    Cloud cloud = new Cloud(null, properties);
    assertThat(cloud.name()).isEqualTo("eu-west");
    assertThatThrownBy(cloud::settings).hasMessageContaining("cloud.url must say where");
    properties.put("service.pid", "io.weir.bridge.cloud~a b");
    assertThatThrownBy(() -> new Cloud(null, properties).settings())
        .hasMessageContaining("letters, digits");
  }

  private static CloudSettings cloud(Map<String, ?> values) {
    return CloudSettings.of("cloud", CloudKeys.of(values));
  }

  private static BridgeConfig config() {
    return (BridgeConfig)
        Proxy.newProxyInstance(
            BridgeConfig.class.getClassLoader(),
            new Class<?>[] {BridgeConfig.class, Annotation.class},
            (proxy, method, arguments) -> method.getDefaultValue());
  }
}
