package io.weir.plugin.record;

import io.weir.plugin.Check;
import java.util.List;

/**
 * A series: what is known of it, and its points. Immutable.
 *
 * @param points in the order of recording
 */
public record TsSeries(TsMetadata metadata, List<TsPoint> points) {

  public TsSeries {
    Check.present("metadata", metadata);
    points = List.copyOf(points);
  }
}
