package io.weir.bridge.mqtt;

import io.weir.bridge.uplink.Outage;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.eclipse.paho.client.mqttv3.MqttException;

/** Says what an exception of the MQTT client means for the operator and for the next try. Pure. */
final class MqttOutage {

  private MqttOutage() {}

  static Outage of(Throwable failure) {
    String reason = text(failure);
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
    return alert(failure)
        ? Outage.identity("the cloud does not accept our certificate: " + reason)
        : Outage.network(reason);
  }

  /** RFC 8446 s6.2: alerts about the certificate that the client showed, or did not. */
  private static boolean alert(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof SSLException
          && message.startsWith("Received fatal alert: ")
          && (message.contains("certificate") || message.contains("unknown_ca"))) {
        return true;
      }
    }
    return false;
  }

  private static String text(Throwable failure) {
    if (failure == null) {
      return "the connection ended";
    }
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }
}
