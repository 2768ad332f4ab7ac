package io.weir.plugin.record;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A back end with its point format worked in; what all front ends share. */
final class Store<P> {

  private final Backend<P> backend;
  private final Map<String, TsMetadata> current = new ConcurrentHashMap<>();

  Store(Backend<P> backend) {
    this.backend = backend;
  }

  /** Writes metadata if it differs from what is stored. */
  void describe(TsMetadata metadata) {
    current.compute(
        metadata.tsname(),
        (series, known) -> {
          Optional<TsMetadata> stored = known == null ? stored(series) : Optional.of(known);
          if (!stored.equals(Optional.of(metadata))) {
            backend.connection().describe(series, metadata);
          }
          return metadata;
        });
  }

  Optional<TsMetadata> described(String series) {
    return Optional.ofNullable(current.get(series)).or(() -> stored(series));
  }

  private Optional<TsMetadata> stored(String series) {
    return backend.connection().described(series);
  }

  void write(TsMetadata metadata, List<TsPoint> points) {
    backend.connection().write(metadata.tsname(), encoded(metadata, points));
  }

  List<TsPoint> read(String series) {
    return backend.connection().read(series).stream().map(backend.converter()::decode).toList();
  }

  void replace(TsMetadata metadata, List<TsPoint> points) {
    backend.connection().replace(metadata.tsname(), encoded(metadata, points));
  }

  void rename(String from, String to) {
    TsMetadata metadata = described(from).orElseGet(() -> TsMetadata.of(from, ""));
    backend.connection().rename(from, to);
    current.remove(from);
    describe(metadata.renamed(to));
  }

  void delete(String series) {
    backend.connection().delete(series);
    current.remove(series);
  }

  private List<P> encoded(TsMetadata metadata, List<TsPoint> points) {
    return points.stream().map(point -> backend.converter().encode(metadata, point)).toList();
  }
}
