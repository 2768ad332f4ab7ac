package io.weir.plugin.record;

import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Points become log lines. Settings: {@code log.logger} (default {@code weir.series}) and {@code
 * log.level} (default {@code INFO}). Never reads.
 */
public final class LogBackend implements Backend<String> {

  private final Map<String, String> configuration;
  private final Connection<String> connection;

  /**
   * @throws RecordException if the level is none
   */
  public LogBackend(Map<String, String> settings) {
    String logger = settings.getOrDefault("log.logger", "weir.series");
    String level = settings.getOrDefault("log.level", "INFO");
    configuration = Map.of("log.logger", logger, "log.level", level);
    connection = new LogConnection(LoggerFactory.getLogger(logger), level(level));
  }

  /** With another connection, for tests. */
  public LogBackend(Connection<String> connection) {
    this.configuration = Map.of();
    this.connection = connection;
  }

  private static Level level(String name) {
    try {
      return Level.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new RecordException(
          "log.level must be ERROR, WARN, INFO, DEBUG or TRACE, was " + name, e);
    }
  }

  @Override
  public String name() {
    return "log";
  }

  @Override
  public Map<String, String> configuration() {
    return configuration;
  }

  @Override
  public Converter<String> converter() {
    return new LogConverter();
  }

  @Override
  public Connection<String> connection() {
    return connection;
  }

  private static final class LogConverter implements Converter<String> {
    @Override
    public String encode(TsMetadata metadata, TsPoint point) {
      String units = metadata.units().isEmpty() ? "" : " " + metadata.units();
      return metadata.tsname() + " " + point.mtime() + " " + shown(point.value()) + units;
    }

    private static String shown(TsValue value) {
      if (value instanceof TsValue.Num number) {
        return Double.toString(number.value());
      }
      return value instanceof TsValue.Text text
          ? "\"" + text.value().replaceAll("\\p{Cntrl}", " ") + "\"" // a line stays a line
          : Boolean.toString(((TsValue.Bool) value).value());
    }

    @Override
    public TsPoint decode(String point) {
      throw new RecordException("the log is never read");
    }
  }

  private record LogConnection(Logger logger, Level level) implements Connection<String> {
    @Override
    public void write(String series, List<String> points) {
      points.forEach(line -> logger.atLevel(level).log(line));
    }

    @Override
    public void describe(String series, TsMetadata metadata) {
      logger.atLevel(level).log("{} is {}", series, metadata);
    }
  }
}
