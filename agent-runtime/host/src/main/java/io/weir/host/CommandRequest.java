package io.weir.host;

import io.weir.broker.Message;
import io.weir.senml.SenmlException;
import io.weir.senml.SenmlPack;
import io.weir.senml.SenmlRecord;
import io.weir.senml.Value;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/**
 * A command as it came.
 *
 * @param id header {@code Weir-Command-Id}, "" where there is none
 * @param deadline header {@code Weir-Deadline}, null where there is none
 * @param dryRun header {@code Weir-Dry-Run}: check everything, run nothing
 * @param name the record's name
 * @param arguments JSON text, "" where there is none
 */
record CommandRequest(String id, Instant deadline, boolean dryRun, String name, String arguments) {
  static final String ID = "Weir-Command-Id";
  static final String DEADLINE = "Weir-Deadline";
  static final String DRY_RUN = "Weir-Dry-Run";

  // ids are kept and sent back: a cloud's UUID has 36 characters
  private static final int MAX_ID = 128;

  /**
   * Reads a request.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static CommandRequest of(Message message) {
    SenmlRecord record = record(message.payload());
    return new CommandRequest(
        id(message),
        deadline(message),
        message.header(DRY_RUN).map(Boolean::parseBoolean).orElse(false),
        name(record),
        arguments(record));
  }

  /** The id, "" where there is none or none that can be used. */
  static String id(Message message) {
    String id = message.header(ID).orElse("");
    return id.length() <= MAX_ID ? id : "";
  }

  private static SenmlRecord record(byte[] payload) {
    try {
      var records = SenmlPack.parse(payload).records();
      if (records.size() != 1) {
        throw new IllegalArgumentException(
            "a command must be a pack of one record, had " + records.size());
      }
      return records.get(0);
    } catch (SenmlException e) {
      throw new IllegalArgumentException("a command must be a SenML pack: " + e.getMessage(), e);
    }
  }

  private static String name(SenmlRecord record) {
    String base = record.baseName() == null ? "" : record.baseName();
    return base + (record.name() == null ? "" : record.name());
  }

  private static String arguments(SenmlRecord record) {
    if (record.value() instanceof Value.Text text) {
      return text.value();
    }
    throw new IllegalArgumentException("vs must be JSON text, was " + record.value());
  }

  private static Instant deadline(Message message) {
    String text = message.header(DEADLINE).orElse("");
    if (text.isEmpty()) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          DEADLINE + " must be an RFC 3339 time, was \"" + text + "\"", e);
    }
  }
}
