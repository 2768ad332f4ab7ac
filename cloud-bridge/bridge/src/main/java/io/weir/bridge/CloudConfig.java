package io.weir.bridge;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** What may be set in {@code io.weir.bridge.cloud-NAME.cfg}: one more cloud. */
@ObjectClassDefinition(
    name = "Cloud",
    description =
        "One more cloud: the file's name ends in -NAME, the keys are those of io.weir.bridge")
@interface CloudConfig {

  @AttributeDefinition(
      description =
          "Where the cloud is: ssl://host:8883 for MQTT, https://host for HTTPS;"
              + " empty for no cloud, readings are kept")
  String cloud_url() default "";

  @AttributeDefinition(
      description = "PEM file of the authorities to trust; empty for those of the Java runtime")
  String tls_ca() default "";

  @AttributeDefinition(description = "PEM file with the gateway's certificate")
  String tls_cert() default "";

  @AttributeDefinition(description = "PEM file with its private key, PKCS#8")
  String tls_key() default "";

  @AttributeDefinition(description = "File with the gateway's token; empty for none")
  String token_file() default "";

  @AttributeDefinition(
      description = "HTTPS: file with the key to sign requests with; empty for none")
  String hmac_key_file() default "";

  @AttributeDefinition(
      description =
          "Proxy on the way to the cloud: host:port or http://host:port, for MQTT also"
              + " socks5://host:port; empty for none (HTTPS: for the Java runtime's own)")
  String proxy() default "";

  @AttributeDefinition(description = "User name for the proxy; empty where it wants none")
  String proxy_user() default "";

  @AttributeDefinition(description = "File with the password that goes with proxy.user")
  String proxy_password_file() default "";

  @AttributeDefinition(
      description =
          "When a reading leaves the outbox: cloud = the cloud's store has it,"
              + " broker = the MQTT broker has it, for a cloud that is only a broker",
      options = {
        @Option(label = "cloud", value = "cloud"),
        @Option(label = "broker", value = "broker")
      })
  String ack() default "cloud";

  @AttributeDefinition(
      description =
          "ack = broker: what the messages hold: segment = Weir's own, senml-json or senml-cbor ="
              + " SenML packs (RFC 8428) that any consumer can read",
      options = {
        @Option(label = "segment", value = "segment"),
        @Option(label = "senml-json", value = "senml-json"),
        @Option(label = "senml-cbor", value = "senml-cbor")
      })
  String payload() default "segment";

  @AttributeDefinition(
      description =
          "ack = broker: the topic of readings, with {serial}, {lane} (data, alert, reply, signal)"
              + " and {name} (SenML only: a topic for each series); empty for"
              + " weir/{serial}/up/segment or weir/{serial}/senml/{lane}")
  String topic() default "";

  @AttributeDefinition(
      description =
          "ack = broker: the topic of the retained birth and last will; none for none; empty for"
              + " weir/{serial}/up/status with segments and none with SenML, where it is JSON")
  String topic_status() default "";

  @AttributeDefinition(
      description =
          "ack = broker: the topic that commands come on; none for none; empty for"
              + " weir/{serial}/down/command with segments and none with SenML, where they are JSON")
  String topic_command() default "";

  @AttributeDefinition(description = "ack = broker: no message of SenML is larger")
  int message_bytes() default 131_072;

  @AttributeDefinition(description = "MQTT: client id; empty for the serial number")
  String client_id() default "";

  @AttributeDefinition(
      description = "MQTT: user name that goes with token.file; empty for the serial number")
  String user() default "";

  @AttributeDefinition(
      description =
          "Full segments (64 KiB) on their way at the same time; of small ones up to 16 times as many")
  int window() default 32;

  @AttributeDefinition(description = "How often an idle line is tried, in seconds")
  int keepalive_s() default 20;

  @AttributeDefinition(description = "The most bytes to send a second; 0 for no limit")
  long bytes_per_second() default 0;

  @AttributeDefinition(
      description =
          "When the link may be up: a cron expression (minute hour day month weekday), such as"
              + " 0 2 * * *; empty for always")
  String open_at() default "";

  @AttributeDefinition(description = "For how many minutes from then on")
  int open_minutes() default 15;

  @AttributeDefinition(
      description = "The time zone of open.at, such as Europe/Berlin; empty for the system's")
  String open_zone() default "";

  @AttributeDefinition(
      description = "Whether alerts and answers to commands open the link at any time")
  boolean open_urgent() default true;
}
