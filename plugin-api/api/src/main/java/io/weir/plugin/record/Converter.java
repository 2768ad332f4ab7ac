package io.weir.plugin.record;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Between points and a back end's own format; decides that format alone. Pure; any thread.
 *
 * @param <P> a point as the back end writes it
 */
@ConsumerType
public interface Converter<P> {

  /** The point of a series as the back end writes it. */
  P encode(TsMetadata metadata, TsPoint point);

  /**
   * The point again.
   *
   * @throws RecordException if it cannot be read, or this back end is never read
   */
  TsPoint decode(P point);
}
