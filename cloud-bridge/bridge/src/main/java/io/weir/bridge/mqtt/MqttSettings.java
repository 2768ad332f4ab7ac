package io.weir.bridge.mqtt;

import io.weir.bridge.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Where the MQTT broker of the cloud is and who we are to it. Immutable.
 *
 * @param url {@code ssl://host:port}
 * @param serial the gateway
 * @param clientId who we are to the broker: the serial, unless the broker wants another
 * @param user the name that goes with the token: the serial, unless the broker wants another
 * @param tls whom to trust and our certificate
 * @param tokenFile a file with the password, or null
 * @param keepAlive how often the line is tried when nothing else travels
 * @param inFlight publishes under way at most
 * @param publishing what goes up under which topics
 */
public record MqttSettings(
    String url,
    String serial,
    String clientId,
    String user,
    TlsFiles tls,
    Path tokenFile,
    Duration keepAlive,
    int inFlight,
    Publishing publishing) {

  /** To the broker of a fleet. */
  public MqttSettings(
      String url, String serial, TlsFiles tls, Path tokenFile, Duration keepAlive, int inFlight) {
    this(
        url,
        serial,
        serial,
        serial,
        tls,
        tokenFile,
        keepAlive,
        inFlight,
        Publishing.toFleet(serial));
  }

  /** Something that is equal as long as no file of the identity has changed. */
  Object credentials() {
    return List.of(tls.version(), tokenFile == null ? "" : tokenVersion());
  }

  private Object tokenVersion() {
    try {
      return Files.getLastModifiedTime(tokenFile);
    } catch (IOException e) {
      return "cannot be read";
    }
  }
}
