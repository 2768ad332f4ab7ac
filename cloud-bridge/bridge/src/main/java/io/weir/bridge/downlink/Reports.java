package io.weir.bridge.downlink;

import com.fasterxml.jackson.jr.ob.JSON;
import com.google.protobuf.ByteString;
import io.weir.outbox.Draft;
import io.weir.outbox.Lane;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.SenmlException;
import io.weir.senml.SenmlPack;
import io.weir.senml.SenmlWriter;
import io.weir.senml.Value;
import io.weir.uplink.Segments;
import io.weir.uplink.proto.Command;
import io.weir.uplink.proto.CommandReport;
import io.weir.uplink.proto.Kind;
import io.weir.uplink.proto.Segment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The reports of what became of a command, and the entries that carry them. Pure; any thread. */
final class Reports {
  private static final String UNNAMED = "command";

  private Reports() {}

  static CommandReport received(Command command, Instant now) {
    return CommandReport.newBuilder()
        .setId(command.getId())
        .setState(CommandReport.State.RECEIVED)
        .setAtMs(now.toEpochMilli())
        .build();
  }

  /** How far it is, as the service says. */
  static CommandReport progress(String id, int percent, String message, Instant now) {
    return CommandReport.newBuilder()
        .setId(id)
        .setState(CommandReport.State.PROGRESS)
        .setAtMs(now.toEpochMilli())
        .setPercent(percent)
        .setMessage(message)
        .build();
  }

  /** The service answered: its pack goes up as it is, when it is a response (bus.md). */
  static CommandReport answered(Command command, byte[] response, Instant now) {
    Optional<String> status = status(response, now);
    if (status.isEmpty()) {
      return own(
          command,
          "failed",
          "the service's answer is not a SenML pack with a status in its vs",
          now);
    }
    return done(command, status.get(), response, now);
  }

  /** The answer of the bridge itself, in the same form. */
  static CommandReport own(Command command, String status, String message, Instant now) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("status", status);
    document.put("message", message);
    try {
      Value text = new Value.Text(JSON.std.asString(document));
      double seconds = now.toEpochMilli() / 1e3;
      ResolvedRecord record = ResolvedRecord.of(name(command, now), "", seconds, text);
      return done(command, status, SenmlWriter.write("", List.of(record)), now);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  /** The entry that takes a report to the cloud. It holds no reading, so it counts as none. */
  static Draft draft(CommandReport report) {
    long micros = report.getAtMs() * 1_000;
    Segment.Builder content =
        Segment.newBuilder()
            .setLane(io.weir.uplink.proto.Lane.LANE_REPLY)
            .setKind(Kind.KIND_REPLY)
            .setFirstTimeUs(micros)
            .setLastTimeUs(micros)
            .setBody(report.toByteString());
    byte[] kept = Segments.seal(content);
    return Draft.of(Lane.REPLY, Kind.KIND_REPLY_VALUE, kept, 0, micros, micros);
  }

  /** The name of the command that is asked for; "command" where the request names none. */
  private static String name(Command command, Instant now) {
    try {
      return SenmlPack.parse(command.getRequest().toByteArray()).resolve(now, null).stream()
          .map(ResolvedRecord::name)
          .findFirst()
          .orElse(UNNAMED);
    } catch (SenmlException e) {
      return UNNAMED;
    }
  }

  private static CommandReport done(Command command, String status, byte[] pack, Instant now) {
    return CommandReport.newBuilder()
        .setId(command.getId())
        .setState(CommandReport.State.DONE)
        .setAtMs(now.toEpochMilli())
        .setStatus(status)
        .setResponse(ByteString.copyFrom(pack))
        .build();
  }

  private static Optional<String> status(byte[] response, Instant now) {
    try {
      List<ResolvedRecord> records = SenmlPack.parse(response).resolve(now, null);
      if (records.size() == 1 && records.get(0).value() instanceof Value.Text text) {
        return JSON.std.mapFrom(text.value()).get("status") instanceof String status
                && !status.isEmpty()
            ? Optional.of(status)
            : Optional.empty();
      }
    } catch (SenmlException | IOException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }
}
