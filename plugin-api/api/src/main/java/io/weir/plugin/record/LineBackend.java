package io.weir.plugin.record;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Points become lines of InfluxDB's line protocol, times in nanoseconds. The series {@code
 * table#field} is that field of that table, so series of one table share a row; its role and units
 * are the tags {@code role#field} and {@code units#field}. A name without {@code #} is a table with
 * the field {@code value}. Never reads.
 */
public final class LineBackend implements Backend<String> {

  private final Connection<String> connection;

  /** Hands each line, without its line end, to a sink. */
  public LineBackend(Consumer<String> sink) {
    this(new LineConnection(sink));
  }

  /** With another connection, for tests. */
  public LineBackend(Connection<String> connection) {
    this.connection = connection;
  }

  @Override
  public String name() {
    return "line";
  }

  @Override
  public Map<String, String> configuration() {
    return Map.of();
  }

  @Override
  public Converter<String> converter() {
    return new LineConverter();
  }

  @Override
  public Connection<String> connection() {
    return connection;
  }

  private static final class LineConverter implements Converter<String> {
    @Override
    public String encode(TsMetadata metadata, TsPoint point) {
      String name = metadata.tsname();
      int hash = name.indexOf('#');
      String table = hash < 0 ? name : name.substring(0, hash);
      String field = hash < 0 ? "value" : name.substring(hash + 1);
      StringBuilder line = new StringBuilder(escaped(table));
      tags(metadata, hash < 0 ? "" : "#" + field)
          .forEach((tag, value) -> line.append("," + escaped(tag) + "=" + escaped(value)));
      line.append(" " + escaped(field) + "=" + value(point.value()));
      long nanos = point.mtime().getNano();
      return line.append(String.format(" %d%09d", point.mtime().toEpochSecond(), nanos)).toString();
    }

    private static Map<String, String> tags(TsMetadata metadata, String suffix) {
      Map<String, String> tags = new TreeMap<>();
      tags.put("role" + suffix, metadata.role());
      tags.put("units" + suffix, metadata.units());
      tags.values().removeIf(String::isBlank);
      return tags;
    }

    private static String value(TsValue value) {
      if (value instanceof TsValue.Num number) {
        return Double.toString(number.value());
      }
      return value instanceof TsValue.Text text
          ? "\"" + text.value().replace("\\", "\\\\").replace("\"", "\\\"") + "\""
          : Boolean.toString(((TsValue.Bool) value).value());
    }

    private static String escaped(String name) {
      return name.replaceAll("[ ,=]", "\\\\$0").replaceAll("[\r\n]", "\\\\ ");
    }

    @Override
    public TsPoint decode(String point) {
      throw new RecordException("lines are never read");
    }
  }

  private record LineConnection(Consumer<String> sink) implements Connection<String> {
    @Override
    public void write(String series, List<String> points) {
      points.forEach(sink);
    }

    @Override
    public void describe(String series, TsMetadata metadata) {
      // it stands in the tags of every line
    }
  }
}
