package io.weir.bridge.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bridge.uplink.Outage;
import java.net.ConnectException;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;

class MqttOutageTest {

  @Test
  void aRefusedLogInIsAMatterOfIdentity() {
    assertThat(kind(new MqttException(MqttException.REASON_CODE_NOT_AUTHORIZED)))
        .isEqualTo(Outage.Kind.IDENTITY);
    assertThat(kind(new MqttException(MqttException.REASON_CODE_FAILED_AUTHENTICATION)))
        .isEqualTo(Outage.Kind.IDENTITY);
  }

  @Test
  void aRefusedCertificateIsAMatterOfIdentity() {
    var alert = new SSLHandshakeException("Received fatal alert: certificate_expired");
    assertThat(kind(new MqttException(alert))).isEqualTo(Outage.Kind.IDENTITY);
  }

  @Test
  void aServerThatWeDoNotTrustIsAMatterOfTheWay() {
    var distrust = new SSLHandshakeException("PKIX path building failed");
    assertThat(kind(new MqttException(distrust))).isEqualTo(Outage.Kind.NETWORK);
  }

  @Test
  void theReasonIsTheCauseAtTheBottom() {
    var refused = new MqttException(new ConnectException("Connection refused"));
    assertThat(MqttOutage.of(refused).reason()).isEqualTo("Connection refused");
    assertThat(MqttOutage.of(null).reason()).isEqualTo("the connection ended");
  }

  private static Outage.Kind kind(Throwable failure) {
    return MqttOutage.of(failure).kind();
  }
}
