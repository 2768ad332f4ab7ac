package io.weir.bridge.mqtt;

import com.fasterxml.jackson.jr.ob.JSON;
import com.google.protobuf.ByteString;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.SenmlWriter;
import io.weir.senml.Value;
import io.weir.uplink.proto.Command;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A command in JSON, from a cloud that knows nothing of our protobuf: {@code {"id":"1",
 * "service":"temp_monitor", "command":"TempUnitCmd", "arguments":{"unit":"K"},
 * "deadlineSeconds":30}}. Stateless; any thread.
 */
final class PlainCommand {
  private static final int MOST_BYTES = 256 * 1024;
  private static final double LONGEST_SECONDS = 86_400e3; // a thousand days are for ever

  private PlainCommand() {}

  /**
   * @throws IOException if it is not such an object; the message says what is missing
   */
  static Command parse(byte[] json, Instant now) throws IOException {
    if (json.length > MOST_BYTES) {
      throw new IOException("a command has at most " + MOST_BYTES + " bytes, had " + json.length);
    }
    Map<String, Object> said = JSON.std.mapFrom(json);
    if (said == null) {
      throw new IOException("a command is a JSON object, found null");
    }
    Object arguments = said.getOrDefault("arguments", Map.of());
    Value.Text text = new Value.Text(JSON.std.asString(arguments));
    double seconds = now.toEpochMilli() / 1e3;
    byte[] request =
        SenmlWriter.write("", List.of(ResolvedRecord.of(text(said, "command"), "", seconds, text)));
    Command.Builder command =
        Command.newBuilder()
            .setId(text(said, "id"))
            .setService(text(said, "service"))
            .setRequest(ByteString.copyFrom(request));
    if (said.get("deadlineSeconds") instanceof Number limit) {
      double inSeconds = Math.max(-LONGEST_SECONDS, Math.min(limit.doubleValue(), LONGEST_SECONDS));
      command.setDeadlineMs(now.toEpochMilli() + Math.round(inSeconds * 1e3));
    }
    return command.build();
  }

  private static String text(Map<String, Object> said, String field) throws IOException {
    if (said.get(field) instanceof String text && !text.isBlank()) {
      return text;
    }
    throw new IOException("a command has a text " + field + ", found " + said.get(field));
  }
}
