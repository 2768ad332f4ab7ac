package io.weir.bridge.mqtt;

import io.weir.bridge.proxy.ProxyRefused;
import io.weir.bridge.tls.Causes;
import io.weir.bridge.uplink.Outage;
import java.time.Duration;
import org.eclipse.paho.client.mqttv3.MqttException;

/** Says what an exception of the MQTT client means for the operator and for the next try. Pure. */
final class MqttOutage {

  private MqttOutage() {}

  static Outage of(Throwable failure) {
    String reason = failure == null ? "the connection ended" : Causes.text(failure);
    if (failure instanceof MqttException mqtt) {
      switch (mqtt.getReasonCode()) {
        // MQTT 3.1.1 s3.2.2.3, the codes of CONNACK
        case MqttException.REASON_CODE_INVALID_CLIENT_ID,
            MqttException.REASON_CODE_FAILED_AUTHENTICATION,
            MqttException.REASON_CODE_NOT_AUTHORIZED -> {
          return Outage.identity("the cloud does not accept who we are: " + reason);
        }
        case MqttException.REASON_CODE_BROKER_UNAVAILABLE -> {
          return Outage.busy("the cloud's broker is not available", Duration.ZERO);
        }
        default -> {}
      }
    }
    if (ProxyRefused.isCauseOf(failure)) {
      return Outage.identity(reason);
    }
    return Causes.refusedCertificate(failure)
        ? Outage.identity("the cloud does not accept our certificate: " + reason)
        : Outage.network(reason);
  }
}
