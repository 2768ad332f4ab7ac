package io.weir.plugin.record;

import io.weir.plugin.Metric;
import io.weir.plugin.Reading;
import io.weir.plugin.Readings;
import java.util.List;
import java.util.Map;

/**
 * Points become readings on the bus, and so reach the cloud. A series' metadata goes as text under
 * {@code <tsname>:metadata}, one {@code field=value} a line. Never reads: the cloud does.
 */
public final class BusBackend implements Backend<Reading<?>> {

  private final Connection<Reading<?>> connection;

  public BusBackend(Readings readings) {
    this(new BusConnection(readings));
  }

  /** With another connection, for tests. */
  public BusBackend(Connection<Reading<?>> connection) {
    this.connection = connection;
  }

  @Override
  public String name() {
    return "bus";
  }

  @Override
  public Map<String, String> configuration() {
    return Map.of();
  }

  @Override
  public Converter<Reading<?>> converter() {
    return new BusConverter();
  }

  @Override
  public Connection<Reading<?>> connection() {
    return connection;
  }

  /** SenML has no "#" in a name. */
  private static String name(String tsname) {
    return tsname.replace('#', ':');
  }

  private static final class BusConverter implements Converter<Reading<?>> {
    @Override
    public Reading<?> encode(TsMetadata metadata, TsPoint point) {
      return reading(metadata, point.value()).with(point.quality()).at(point.mtime().toInstant());
    }

    private static Reading<?> reading(TsMetadata metadata, TsValue value) {
      if (value instanceof TsValue.Num number) {
        return Reading.of(
            Metric.number(BusBackend.name(metadata.tsname()), metadata.units()), number.value());
      }
      return value instanceof TsValue.Text text
          ? Reading.of(Metric.text(BusBackend.name(metadata.tsname())), text.value())
          : Reading.of(
              Metric.bool(BusBackend.name(metadata.tsname())), ((TsValue.Bool) value).value());
    }

    @Override
    public TsPoint decode(Reading<?> point) {
      throw new RecordException("the bus is never read");
    }
  }

  private record BusConnection(Readings readings) implements Connection<Reading<?>> {
    @Override
    public void write(String series, List<Reading<?>> points) {
      points.forEach(readings::put);
    }

    @Override
    public void describe(String series, TsMetadata metadata) {
      StringBuilder lines = new StringBuilder();
      metadata.fields().forEach((field, value) -> lines.append(field + "=" + value + "\n"));
      readings.put(Metric.text(BusBackend.name(series) + ":metadata"), lines.toString());
    }
  }
}
