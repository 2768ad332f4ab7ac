package io.weir.fleet.series;

import io.weir.fleet.store.BlockTable.Block;
import java.util.Arrays;
import java.util.List;

/**
 * Minimum, maximum, mean and count in buckets of equal width, aligned to multiples of the width
 * since 1970 so that a picture that moves on does not flicker. One thread.
 */
final class BucketSums {
  private final double width;
  private final long first;
  private final double[] min;
  private final double[] max;
  private final double[] sum;
  private final long[] count;

  private BucketSums(double width, long first, int buckets) {
    this.width = width;
    this.first = first;
    min = new double[buckets];
    max = new double[buckets];
    sum = new double[buckets];
    count = new long[buckets];
    Arrays.fill(min, Double.POSITIVE_INFINITY);
    Arrays.fill(max, Double.NEGATIVE_INFINITY);
  }

  /** As many buckets as the budget allows, not more. */
  static BucketSums forRange(double from, double to, int budget) {
    // one bucket less than the budget: the ends of the range seldom lie on the buckets' ends. Not
    // below a microsecond, where doubles of today's times end
    double width = budget < 2 ? to - from : (to - from) / (budget - 1);
    width = Math.max(width, 1e-6);
    if (budget < 2) {
      return new BucketSums(width, Long.MIN_VALUE, 1);
    }
    long first = (long) Math.floor(from / width);
    long last = (long) Math.floor(to / width);
    return new BucketSums(width, first, (int) Math.min(last - first + 1, budget));
  }

  int index(double time) {
    if (count.length == 1) {
      return 0;
    }
    long index = (long) Math.floor(time / width) - first;
    return (int) Math.max(0, Math.min(count.length - 1L, index));
  }

  void add(double time, double number) {
    if (Double.isNaN(number)) {
      return;
    }
    int i = index(time);
    min[i] = Math.min(min[i], number);
    max[i] = Math.max(max[i], number);
    sum[i] += number;
    count[i]++;
  }

  void add(Block block) {
    if (block.numbers() == 0) {
      return;
    }
    int i = index(block.firstS());
    min[i] = Math.min(min[i], block.min());
    max[i] = Math.max(max[i], block.max());
    sum[i] += block.sum();
    count[i] += block.numbers();
  }

  PointQuery.Buckets answer(double from, String unit, String kind, List<PointQuery.Span> thinned) {
    int[] used =
        java.util.stream.IntStream.range(0, count.length).filter(i -> count[i] > 0).toArray();
    double[] t = new double[used.length];
    double[] low = new double[used.length];
    double[] high = new double[used.length];
    double[] mean = new double[used.length];
    long[] many = new long[used.length];
    for (int i = 0; i < used.length; i++) {
      int bucket = used[i];
      t[i] = count.length == 1 ? from : (first + bucket) * width;
      low[i] = min[bucket];
      high[i] = max[bucket];
      mean[i] = mean(bucket);
      many[i] = count[bucket];
    }
    return new PointQuery.Buckets(unit, kind, thinned, width, t, low, high, mean, many);
  }

  private double mean(int bucket) {
    double mean = sum[bucket] / count[bucket];
    // a sum of huge numbers can leave the doubles; their middle does not
    return Double.isFinite(mean) ? mean : min[bucket] / 2 + max[bucket] / 2;
  }
}
