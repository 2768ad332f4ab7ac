package io.weir.launcher;

import java.util.Locale;
import java.util.Map;

/**
 * How to log.
 *
 * @param format {@code text} for people and the journal, {@code json} for collectors ({@code
 *     WEIR_LOG})
 * @param level the least level that is written ({@code WEIR_LOG_LEVEL})
 */
record LogSettings(Format format, Level level) {
  enum Format {
    TEXT,
    JSON
  }

  enum Level {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  static LogSettings of(Map<String, String> variables) {
    return new LogSettings(
        Choice.of(Format.class, "WEIR_LOG", variables.getOrDefault("WEIR_LOG", "text")),
        Choice.of(Level.class, "WEIR_LOG_LEVEL", variables.getOrDefault("WEIR_LOG_LEVEL", "info")));
  }

  /** One word of a few. */
  static final class Choice {
    private Choice() {}

    static <E extends Enum<E>> E of(Class<E> type, String variable, String value) {
      for (E constant : type.getEnumConstants()) {
        if (constant.name().equalsIgnoreCase(value)) {
          return constant;
        }
      }
      throw new RefusedStart(
          ExitCode.CONFIGURATION,
          variable
              + " must be one of "
              + java.util.Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT)
              + ", was \""
              + value
              + "\"");
    }
  }
}
