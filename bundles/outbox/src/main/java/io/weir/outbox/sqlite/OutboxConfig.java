package io.weir.outbox.sqlite;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of {@code io.weir.outbox}; an underscore in a method's name is a dot in the key. */
@ObjectClassDefinition(name = "Weir outbox", description = "What must survive: the durable queue")
@interface OutboxConfig {

  @AttributeDefinition(description = "Folder of the database; empty: outbox in the state folder")
  String directory() default "";

  @AttributeDefinition(description = "Bytes on disk, with the write-ahead log; 1 MiB or more")
  long limit_bytes() default 268_435_456;

  @AttributeDefinition(description = "When full: drop-oldest, drop-newest or thin")
  String policy() default "drop-oldest";

  @AttributeDefinition(description = "Free bytes to leave to others on the file system")
  long free_floor_bytes() default 16_777_216;

  @AttributeDefinition(description = "Bytes of the file that is let go when the disk is full")
  long ballast_bytes() default 2_097_152;

  @AttributeDefinition(description = "Bytes that only replies may use")
  long reserve_reply_bytes() default 262_144;

  @AttributeDefinition(description = "Bytes that only alerts and replies may use")
  long reserve_alert_bytes() default 1_048_576;

  @AttributeDefinition(description = "Keep acknowledged entries in the space that is left")
  boolean history() default true;

  @AttributeDefinition(description = "Bytes that may be written to flash a day; 0: no limit")
  long flash_bytes_per_day() default 0;
}
