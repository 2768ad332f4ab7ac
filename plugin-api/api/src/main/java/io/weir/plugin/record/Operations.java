package io.weir.plugin.record;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * Works on series without keeping anything of them: each call carries all that it needs. Any
 * thread. Every method throws {@link RecordException} if the back end cannot.
 */
public final class Operations {

  private final Store<?> store;

  Operations(Store<?> store) {
    this.store = store;
  }

  /** Stores metadata if it differs from what is stored. */
  public void updateMetadata(TsMetadata metadata) {
    store.describe(metadata);
  }

  /** Adds points to a series. */
  public void writePoints(String tsname, List<TsPoint> points) {
    store.write(known(tsname), points);
  }

  /** Stores a series' metadata and adds its points. */
  public void writeSeries(TsSeries series) {
    store.describe(series.metadata());
    store.write(series.metadata(), series.points());
  }

  /** The points from one time to before another, in the order of recording. */
  public List<TsPoint> query(String tsname, OffsetDateTime from, OffsetDateTime to) {
    return store.read(tsname).stream()
        .filter(point -> !point.mtime().isBefore(from) && point.mtime().isBefore(to))
        .toList();
  }

  /** What is known of a series. */
  public Optional<TsMetadata> readMetadata(String tsname) {
    return store.described(tsname);
  }

  /** A whole series; without points where there is none. */
  public TsSeries readSeries(String tsname) {
    return new TsSeries(known(tsname), store.read(tsname));
  }

  private TsMetadata known(String tsname) {
    return store.described(tsname).orElseGet(() -> TsMetadata.of(tsname, ""));
  }
}
