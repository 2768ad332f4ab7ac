package io.weir.plugin.record;

import java.time.OffsetDateTime;
import java.util.List;

/**
 * Changes what was recorded. Any thread; two changes of one series at the same time are for the
 * caller to avoid. Every method throws {@link RecordException} if the back end cannot.
 */
public final class Admin {

  private final Store<?> store;

  Admin(Store<?> store) {
    this.store = store;
  }

  /** Gives a series another name; its id stays. */
  public void rename(String from, String to) {
    store.rename(from, to);
  }

  /**
   * Removes the points from one time to before another.
   *
   * @return how many
   */
  public int deletePoints(String tsname, OffsetDateTime from, OffsetDateTime to) {
    List<TsPoint> all = store.read(tsname);
    List<TsPoint> kept =
        all.stream()
            .filter(point -> point.mtime().isBefore(from) || !point.mtime().isBefore(to))
            .toList();
    TsMetadata metadata = store.described(tsname).orElseGet(() -> TsMetadata.of(tsname, ""));
    store.replace(metadata, kept);
    return all.size() - kept.size();
  }

  /** Removes a series with its metadata. */
  public void deleteSeries(String tsname) {
    store.delete(tsname);
  }
}
