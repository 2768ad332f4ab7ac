package io.weir.samples.mqtt;

import io.weir.plugin.Quality;
import io.weir.plugin.Reading;
import io.weir.plugin.Readings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes readings of messages. Called by the MQTT client's thread; never blocks, never throws. */
final class Inbox {

  /** What is done with a message that the broker kept: it may be as old as it likes. */
  enum Retained {
    TAKE,
    UNCERTAIN,
    IGNORE
  }

  static final int MAX_BYTES = 256 * 1024;

  private final String name;
  private final List<Mapping> mappings;
  private final Retained retained;
  private final Counts counts;
  private final Readings out;

  Inbox(String name, List<Mapping> mappings, Retained retained, Counts counts, Readings out) {
    this.name = name;
    this.mappings = mappings;
    this.retained = retained;
    this.counts = counts;
    this.out = out;
  }

  void message(String topic, byte[] payload, boolean kept) {
    if (kept && (retained == Retained.IGNORE || payload.length == 0)) {
      return;
    }
    counts.message();
    try {
      List<Reading<?>> readings = readings(topic, payload);
      if (readings.isEmpty()) {
        counts.refused(topic, "none of the values that are asked for is in it");
      }
      for (Reading<?> reading : readings) {
        // one that says itself when it was measured is as good as any
        boolean doubtful = kept && retained == Retained.UNCERTAIN && reading.time() == null;
        out.put(doubtful ? reading.with(Quality.UNCERTAIN) : reading);
      }
    } catch (IOException | RuntimeException e) {
      // whatever a stranger sent must not end the connection
      counts.refused(topic, firstLine(e));
    }
  }

  private List<Reading<?>> readings(String topic, byte[] payload) throws IOException {
    if (payload.length > MAX_BYTES) {
      throw new IOException("at most " + MAX_BYTES + " bytes are read, had " + payload.length);
    }
    List<Reading<?>> readings = new ArrayList<>();
    IllegalArgumentException misfit = null;
    Object json = null;
    for (Mapping mapping : mappings) {
      if (mapping.topic().matches(topic)) {
        try {
          Reading<?> reading;
          if (mapping.path().whole()) {
            reading = mapping.reading(name, topic, plain(payload));
          } else {
            json = json == null ? Json.parse(payload) : json;
            reading = mapping.reading(name, topic, json);
          }
          if (reading != null) {
            readings.add(reading);
          }
        } catch (IllegalArgumentException e) {
          misfit = e; // the other values of this message are good
        }
      }
    }
    if (misfit != null && readings.isEmpty()) {
      throw misfit;
    }
    if (misfit != null) {
      counts.refused(topic, misfit.getMessage());
    }
    return readings;
  }

  /** The whole payload: a JSON scalar, or text as it is. */
  private static Object plain(byte[] payload) {
    try {
      Object json = Json.parse(payload);
      if (json instanceof String || json instanceof Number || json instanceof Boolean) {
        return json;
      }
    } catch (IOException e) {
      // ON, 21.5 Cel: then it is text
      return new String(payload, StandardCharsets.UTF_8);
    }
    return new String(payload, StandardCharsets.UTF_8);
  }

  private static String firstLine(Exception e) {
    String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return text.length() > 200 ? text.substring(0, 200) + "..." : text;
  }
}
