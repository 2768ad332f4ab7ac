package io.weir.bridge.recorder;

import io.weir.broker.Landed;
import io.weir.broker.Message;
import io.weir.outbox.Lane;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.SenmlException;
import io.weir.senml.SenmlPack;
import java.util.List;
import java.util.Optional;

/**
 * Reads a landed message: checks the pack and resolves it. A pack that breaks a rule is refused
 * whole. Pure; any thread.
 */
final class Intake {
  // what the cloud's store takes too: a segment must not be refused there for one of its records
  private static final double EARLIEST = -2.2e9; // the year 1900
  private static final double LATEST = 7.2e9; // the year 2198
  private static final int LONGEST_NAME = 1_024;
  private static final String OWN_RULE = "Weir limit";

  private final String gatewayBase;

  /**
   * @param gatewayBase put before names that have no base
   */
  Intake(String gatewayBase) {
    this.gatewayBase = gatewayBase;
  }

  Content read(Landed landed) {
    Message message = landed.message();
    return switch (message.subject()) {
      case "events.data" -> readings(landed, Lane.DATA);
      case "events.alert" -> readings(landed, Lane.ALERT);
      case "events.signal" -> SignalIntake.read(message.payload());
      default -> new Content.Refused("nothing is recorded from " + message.subject(), "", OWN_RULE);
    };
  }

  private Content readings(Landed landed, Lane lane) {
    try {
      // relative to when it was published: it may have waited in the stream for hours
      List<ResolvedRecord> records =
          SenmlPack.parse(landed.message().payload()).resolve(landed.storedAt(), gatewayBase);
      return records.stream()
          .flatMap(record -> wrong(record).stream())
          .findFirst()
          .<Content>map(wrong -> new Content.Refused(wrong, "", OWN_RULE))
          .orElseGet(() -> new Content.Readings(lane, records, lane == Lane.ALERT));
    } catch (SenmlException e) {
      return new Content.Refused(e.getMessage(), e.place(), e.rule());
    }
  }

  private static Optional<String> wrong(ResolvedRecord record) {
    if (record.name().length() > LONGEST_NAME) {
      return Optional.of(
          "a name has at most " + LONGEST_NAME + " characters, found " + record.name().length());
    }
    if (record.time() < EARLIEST || record.time() > LATEST) {
      return Optional.of(
          "a time lies in the years 1900 to 2198, found " + record.time() + " s since 1970");
    }
    return Optional.empty();
  }
}
