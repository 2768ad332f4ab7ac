package io.weir.plugin.record;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files of {@link FileBackend}. One writer at a time; a file is replaced whole or not at all.
 */
final class FileConnection implements Connection<List<String>> {

  private final Path folder;
  private final Set<String> whole = new HashSet<>();

  FileConnection(Path folder) {
    this.folder = folder;
  }

  @Override
  public synchronized void write(String series, List<List<String>> points) {
    attempt(
        "write " + series,
        () -> {
          Files.createDirectories(folder);
          mend(series);
          return Files.writeString(
              points(series),
              Csv.text(points),
              StandardOpenOption.CREATE,
              StandardOpenOption.APPEND);
        });
  }

  /** A power cut may have left half a row, which the next one must not be appended to. */
  private void mend(String series) throws IOException {
    if (whole.add(series) && Files.exists(points(series))) {
      String text = Files.readString(points(series));
      List<List<String>> rows = Csv.rows(text);
      if (Csv.text(rows).length() != text.length()) {
        store(series, points(series), rows);
      }
    }
  }

  @Override
  public synchronized List<List<String>> read(String series) {
    Path file = points(series);
    return Files.exists(file)
        ? attempt("read " + series, () -> Csv.rows(Files.readString(file)))
        : List.of();
  }

  @Override
  public synchronized void describe(String series, TsMetadata metadata) {
    List<List<String>> rows =
        metadata.fields().entrySet().stream()
            .map(field -> List.of(field.getKey(), field.getValue()))
            .toList();
    store(series, metadata(series), rows);
  }

  @Override
  public synchronized Optional<TsMetadata> described(String series) {
    Path file = metadata(series);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Map<String, String> fields = new LinkedHashMap<>();
    attempt("read the metadata of " + series, () -> Csv.rows(Files.readString(file)))
        .forEach(row -> fields.put(row.get(0), row.get(1)));
    return Optional.of(TsMetadata.of(fields));
  }

  @Override
  public synchronized void replace(String series, List<List<String>> points) {
    store(series, points(series), points);
  }

  @Override
  public synchronized void rename(String from, String to) {
    if (Files.exists(points(to)) || Files.exists(metadata(to))) {
      throw new RecordException("cannot rename " + from + ": there is a series " + to);
    }
    move(from, points(from), points(to));
    move(from, metadata(from), metadata(to));
  }

  @Override
  public synchronized void delete(String series) {
    attempt("delete " + series, () -> Files.deleteIfExists(points(series)));
    attempt("delete " + series, () -> Files.deleteIfExists(metadata(series)));
  }

  private void store(String series, Path file, List<List<String>> rows) {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    attempt(
        "write " + series,
        () -> {
          Files.createDirectories(folder);
          Files.writeString(next, Csv.text(rows));
          return Files.move(
              next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        });
  }

  private static void move(String series, Path from, Path to) {
    if (Files.exists(from)) {
      attempt("rename " + series, () -> Files.move(from, to));
    }
  }

  private Path points(String series) {
    return folder.resolve(fileName(series) + ".csv");
  }

  private Path metadata(String series) {
    return folder.resolve(fileName(series) + ".meta.csv");
  }

  /** A name may hold dots and slashes, and must not lead out of the folder. */
  private static String fileName(String series) {
    return URLEncoder.encode(series, StandardCharsets.UTF_8).replace(".", "%2E");
  }

  private interface Attempt<T> {
    T run() throws IOException;
  }

  private static <T> T attempt(String what, Attempt<T> attempt) {
    try {
      return attempt.run();
    } catch (IOException e) {
      throw new RecordException("cannot " + what + ": " + e.getMessage(), e);
    }
  }
}
