package io.weir.plugin.record;

import io.weir.plugin.Check;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;

/** Records one series. Any thread. */
public final class Recorder {

  private final Store<?> store;
  private final Clock clock;
  private volatile TsMetadata metadata;

  Recorder(Store<?> store, Clock clock, TsMetadata metadata) {
    this.store = store;
    this.clock = clock;
    this.metadata = metadata;
  }

  /** The series' metadata as last recorded. */
  public TsMetadata metadata() {
    return metadata;
  }

  /**
   * Records metadata; nothing is written if it is what is stored already.
   *
   * @throws io.weir.plugin.InvalidArgument if it is that of another series
   * @throws RecordException if the back end could not
   */
  public void record(TsMetadata next) {
    Check.oneOf("tsname", next.tsname(), metadata.tsname());
    store.describe(next);
    metadata = next;
  }

  /**
   * Records one point.
   *
   * @throws RecordException if the back end could not
   */
  public void record(TsPoint point) {
    store.write(metadata, List.of(point));
  }

  /** Records a number as of now. */
  public void record(double value) {
    record(TsPoint.of(new TsValue.Num(value), now()));
  }

  /** Records text as of now. */
  public void record(String value) {
    record(TsPoint.of(new TsValue.Text(value), now()));
  }

  /** Records true or false as of now. */
  public void record(boolean value) {
    record(TsPoint.of(new TsValue.Bool(value), now()));
  }

  private OffsetDateTime now() {
    return OffsetDateTime.now(clock);
  }
}
