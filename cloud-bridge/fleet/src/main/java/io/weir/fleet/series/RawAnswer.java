package io.weir.fleet.series;

import io.weir.senml.Quality;
import java.util.List;
import java.util.stream.IntStream;

/** Puts points into an answer; texts that are more than the budget are cut to their changes. */
final class RawAnswer {
  private RawAnswer() {}

  static PointQuery.Raw of(
      String unit, String kind, List<PointQuery.Span> thinned, Points points, int budget) {
    List<Integer> kept = IntStream.range(0, points.size()).boxed().toList();
    if (kept.size() > budget) {
      kept = PointQuery.changes(points);
    }
    if (kept.size() > budget) {
      kept = kept.subList(kept.size() - budget, kept.size());
    }
    double[] times = new double[kept.size()];
    Object[] values = new Object[kept.size()];
    int[] qualities = new int[kept.size()];
    boolean allGood = true;
    for (int i = 0; i < times.length; i++) {
      int point = kept.get(i);
      times[i] = points.time(point);
      values[i] = points.json(point);
      qualities[i] = points.quality(point).ordinal();
      allGood &= points.quality(point) == Quality.GOOD;
    }
    return new PointQuery.Raw(
        unit,
        kind,
        thinned,
        times,
        values,
        allGood ? new int[0] : qualities,
        kept.size() < points.size());
  }
}
