package io.weir.plugin.record;

import io.weir.plugin.Quality;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;

/**
 * One CSV file (RFC 4180) for each series, {@code mtime,type,value,quality}, and one beside it for
 * its metadata, {@code field,value}. Setting: {@code file.folder}.
 */
public final class FileBackend implements Backend<List<String>> {

  private final Map<String, String> configuration;
  private final Connection<List<String>> connection;

  /** In this folder, which is made if need be. */
  public FileBackend(Path folder) {
    this.configuration = Map.of("file.folder", folder.toString());
    this.connection = new FileConnection(folder);
  }

  /** With another connection, for tests. */
  public FileBackend(Connection<List<String>> connection) {
    this.configuration = Map.of();
    this.connection = connection;
  }

  @Override
  public String name() {
    return "file";
  }

  @Override
  public Map<String, String> configuration() {
    return configuration;
  }

  @Override
  public Converter<List<String>> converter() {
    return new FileConverter();
  }

  @Override
  public Connection<List<String>> connection() {
    return connection;
  }

  private static final class FileConverter implements Converter<List<String>> {
    @Override
    public List<String> encode(TsMetadata metadata, TsPoint point) {
      TsValue value = point.value();
      String mtime = point.mtime().toString();
      String quality = point.quality().name();
      if (value instanceof TsValue.Num number) {
        return List.of(mtime, "num", Double.toString(number.value()), quality);
      }
      return value instanceof TsValue.Text text
          ? List.of(mtime, "text", text.value(), quality)
          : List.of(mtime, "bool", Boolean.toString(((TsValue.Bool) value).value()), quality);
    }

    @Override
    public TsPoint decode(List<String> row) {
      try {
        TsValue value =
            switch (row.get(1)) {
              case "num" -> new TsValue.Num(Double.parseDouble(row.get(2)));
              case "text" -> new TsValue.Text(row.get(2));
              case "bool" -> new TsValue.Bool(Boolean.parseBoolean(row.get(2)));
              default -> throw new RecordException("type must be num, text or bool, in " + row);
            };
        return new TsPoint(value, OffsetDateTime.parse(row.get(0)), Quality.valueOf(row.get(3)));
      } catch (IndexOutOfBoundsException | IllegalArgumentException | DateTimeException e) {
        throw new RecordException("a row must be mtime,type,value,quality, was " + row, e);
      }
    }
  }
}
