package io.weir.broker.nats;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What may be set in {@code io.weir.broker.cfg}. */
@ObjectClassDefinition(
    name = "Broker",
    description = "The connection to the gateway's own NATS broker")
@interface BrokerConfig {

  @AttributeDefinition(
      description =
          "Where the broker listens; empty for where the launcher started it,"
              + " else nats://127.0.0.1:4222")
  String url() default "";

  @AttributeDefinition(description = "User name; empty for a broker without users")
  String user() default "agent";

  @AttributeDefinition(
      description =
          "File with the password, read at each new connection;"
              + " empty for ${weir.data}/secrets/<user>.password")
  String password_file() default "";

  @AttributeDefinition(description = "What the publisher holds until the broker has stored it")
  long publisher_max_bytes() default 4L << 20;

  @AttributeDefinition(description = "Size limit of the stream EVENTS on the broker's disk")
  long stream_max_bytes() default 64L << 20;

  @AttributeDefinition(
      description = "A broker that did not answer for so long counts as hung and is restarted")
  long hung_after_ms() default 30_000;
}
