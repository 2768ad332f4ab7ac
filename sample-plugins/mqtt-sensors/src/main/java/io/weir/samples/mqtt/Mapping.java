package io.weir.samples.mqtt;

import io.weir.plugin.Reading;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * Which value of which messages becomes which metric. Immutable; any thread.
 *
 * @param time where the message says when it was measured, null if it does not
 */
record Mapping(
    TopicFilter topic,
    NameTemplate name,
    JsonPath path,
    ValueType type,
    String unit,
    JsonPath time) {

  /** 1e11 s is the year 5138: what is larger counts milliseconds. */
  private static final double MILLIS = 1e11;

  /**
   * Its reading out of a message.
   *
   * @param prefix what the metric's name begins with
   * @return null if the value is not in this message
   * @throws IllegalArgumentException if it is there and does not fit
   */
  Reading<?> reading(String prefix, String onTopic, Object json) {
    Object value = path.of(json);
    if (value == null) {
      return null;
    }
    Reading<?> reading = type.reading(prefix + ":" + name.name(onTopic), unit, value);
    Object when = time == null ? null : time.of(json);
    return when == null ? reading : reading.at(instant(when));
  }

  private Instant instant(Object when) {
    try {
      if (when instanceof Number number) {
        double seconds =
            number.doubleValue() >= MILLIS ? number.doubleValue() / 1e3 : number.doubleValue();
        return Instant.ofEpochSecond(
            (long) Math.floor(seconds), Math.round((seconds - Math.floor(seconds)) * 1e9));
      }
      return OffsetDateTime.parse(when.toString()).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "the time at " + time + " must be seconds, milliseconds or RFC 3339, was " + when, e);
    }
  }
}
