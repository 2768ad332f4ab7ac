package io.weir.bridge.recorder;

import io.weir.broker.Landed;
import io.weir.broker.Message;
import io.weir.outbox.Lane;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.SenmlException;
import io.weir.senml.SenmlPack;
import java.util.List;

/**
 * Reads a landed message: checks the pack and resolves it. A pack that breaks the RFC is refused
 * whole. Pure; any thread.
 */
final class Intake {
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
      default ->
          new Content.Refused("nothing is recorded from " + message.subject(), "", "Weir subjects");
    };
  }

  private Content readings(Landed landed, Lane lane) {
    try {
      // relative to when it was published: it may have waited in the stream for hours
      List<ResolvedRecord> records =
          SenmlPack.parse(landed.message().payload()).resolve(landed.storedAt(), gatewayBase);
      return new Content.Readings(lane, records, lane == Lane.ALERT);
    } catch (SenmlException e) {
      return new Content.Refused(e.getMessage(), e.place(), e.rule());
    }
  }
}
