package io.weir.plugin.record;

import io.weir.plugin.Check;
import io.weir.plugin.Quality;
import java.time.OffsetDateTime;

/**
 * One point of a series. Immutable.
 *
 * @param value what was measured
 * @param mtime when, with its offset from UTC
 * @param quality how far it can be trusted
 */
public record TsPoint(TsValue value, OffsetDateTime mtime, Quality quality) {

  public TsPoint {
    Check.present("value", value);
    Check.present("mtime", mtime);
    Check.present("quality", quality);
  }

  /** A good point. */
  public static TsPoint of(TsValue value, OffsetDateTime mtime) {
    return new TsPoint(value, mtime, Quality.GOOD);
  }

  /** The same point, trusted so far. */
  public TsPoint with(Quality quality) {
    return new TsPoint(value, mtime, quality);
  }
}
