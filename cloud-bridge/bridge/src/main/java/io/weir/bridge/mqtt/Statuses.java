package io.weir.bridge.mqtt;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weir.uplink.proto.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The birth and the last will in the form that the cloud reads. Stateless; any thread. */
final class Statuses {

  private Statuses() {}

  /** Our own protobuf beside segments; JSON where a reader knows nothing of ours. */
  static byte[] bytes(MqttSettings settings, Status status) {
    if (settings.publishing().payload() == Payload.SEGMENT) {
      return status.toByteArray();
    }
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("serial", settings.serial());
    said.put("online", status.getOnline());
    said.put("version", status.getAgentVersion());
    said.put("started", status.getStartedMs() / 1e3);
    said.put("services", status.getServicesList().stream().map(s -> s.getName()).toList());
    try {
      return JSON.std.asBytes(said);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }
}
