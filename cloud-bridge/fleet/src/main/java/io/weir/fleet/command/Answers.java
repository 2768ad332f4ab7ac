package io.weir.fleet.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.fleet.store.CommandTable;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.SenmlException;
import io.weir.senml.SenmlPack;
import io.weir.senml.Value;
import io.weir.uplink.proto.CommandReport;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Puts a gateway's reports into the rows of its commands. Called in a transaction. */
public final class Answers {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MAX_MESSAGE = 4096;

  private Answers() {}

  /**
   * Writes a report. A report of a command that this fleet never sent changes nothing.
   *
   * @param nowMs the fleet's clock: a gateway's may be wrong, and a life told by two clocks would
   *     run backwards
   */
  public static void apply(Handle handle, long deviceId, CommandReport report, long nowMs) {
    switch (report.getState()) {
      case RECEIVED -> CommandTable.received(handle, deviceId, report.getId(), nowMs);
      case PROGRESS ->
          CommandTable.progress(
              handle,
              deviceId,
              report.getId(),
              Math.max(0, Math.min(100, report.getPercent())),
              cut(report.getMessage()),
              report.getAtMs());
      case DONE -> {
        JsonNode answer = answer(report.getResponse().toByteArray());
        String status =
            report.getStatus().isEmpty()
                ? answer.path("status").asText("failed")
                : report.getStatus();
        JsonNode result = answer.get("result");
        CommandTable.done(
            handle,
            deviceId,
            report.getId(),
            cut(status),
            cut(answer.path("message").asText("")),
            result == null || result.isNull() ? null : result.toString(),
            nowMs);
      }
      case STATE_UNSPECIFIED, UNRECOGNIZED -> {
        // a state that a later gateway knows: nothing that can be shown here
      }
    }
  }

  /** The JSON of the one record in the response (bus.md), or an empty object. */
  private static JsonNode answer(byte[] response) {
    if (response.length == 0) {
      return MAPPER.createObjectNode();
    }
    try {
      List<ResolvedRecord> records = SenmlPack.parse(response).resolve(Instant.now(), null);
      if (!records.isEmpty() && records.get(0).value() instanceof Value.Text text) {
        return MAPPER.readTree(text.value());
      }
    } catch (SenmlException | JsonProcessingException e) {
      return MAPPER
          .createObjectNode()
          .put("message", "the answer cannot be read: " + e.getMessage());
    }
    return MAPPER.createObjectNode();
  }

  private static String cut(String text) {
    return text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE);
  }
}
