package io.weir.host;

import io.weir.plugin.Reading;
import io.weir.senml.Quality;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.SenmlPack;
import io.weir.senml.Value;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Readings as SenML records. Pure; any thread. */
final class Records {
  private static final double MICROS = 1e6;

  private Records() {}

  /**
   * The record of a reading.
   *
   * @param stamp its time where it has none itself
   * @throws IllegalArgumentException if SenML cannot carry its text
   */
  static ResolvedRecord of(String base, Reading<?> reading, Instant stamp) {
    Instant time = reading.time() == null ? stamp : reading.time();
    return new ResolvedRecord(
        base + reading.metric().name(),
        reading.metric().unit(),
        seconds(time),
        value(reading.metric().name(), reading.value()),
        null,
        null,
        quality(reading.quality()));
  }

  /** Unix seconds to the microsecond, which a double of this century holds. */
  static double seconds(Instant time) {
    long micros =
        Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000), time.getNano() / 1_000);
    return micros / MICROS;
  }

  private static Value value(String name, Object value) {
    if (value instanceof Double number) {
      return new Value.Number(number);
    }
    if (value instanceof Long whole) {
      return Value.of(whole);
    }
    if (value instanceof Boolean flag) {
      return new Value.Bool(flag);
    }
    return value instanceof byte[] bytes
        ? new Value.Data(bytes)
        : new Value.Text(checked(name, (String) value));
  }

  private static String checked(String name, String text) {
    try {
      int bytes =
          StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(text)).limit();
      if (bytes <= SenmlPack.MAX_STRING_BYTES) {
        return text;
      }
      throw new IllegalArgumentException(
          name
              + " must be at most "
              + SenmlPack.MAX_STRING_BYTES
              + " bytes of UTF-8, was "
              + bytes);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(name + " must be text, has half a surrogate pair", e);
    }
  }

  private static Quality quality(io.weir.plugin.Quality quality) {
    return switch (quality) {
      case GOOD -> Quality.GOOD;
      case UNCERTAIN -> Quality.UNCERTAIN;
      case BAD -> Quality.BAD;
    };
  }
}
