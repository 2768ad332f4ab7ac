package io.weir.fleet.series;

import io.weir.fleet.store.BlockTable.Block;
import io.weir.fleet.store.BlockTable.Draft;
import io.weir.senml.ResolvedRecord;
import io.weir.uplink.RecordsCodec;
import java.util.ArrayList;
import java.util.List;

/**
 * Points to the bytes of a block and back: the segment codec on a single series, so a block is as
 * small and as lossless as what came over the wire. Pure; any thread.
 */
final class BlockCodec {
  private BlockCodec() {}

  /** Encodes points from {@code from} (included) to {@code to} (not included), in time order. */
  static Draft encode(long seriesId, boolean thinned, Points points, int from, int to) {
    List<ResolvedRecord> records = new ArrayList<>(to - from);
    int numbers = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0;
    for (int i = from; i < to; i++) {
      records.add(points.record(i));
      double number = points.number(i);
      if (!Double.isNaN(number)) {
        numbers++;
        min = Math.min(min, number);
        max = Math.max(max, number);
        sum += number;
      }
    }
    Block block =
        new Block(
            0,
            seriesId,
            thinned,
            points.time(from),
            points.time(to - 1),
            to - from,
            numbers,
            min,
            max,
            sum);
    return new Draft(block, RecordsCodec.encode(records));
  }

  static Points decode(byte[] body) {
    List<ResolvedRecord> records = RecordsCodec.decode(body);
    Points points =
        new Points(records.isEmpty() ? "" : records.get(0).unit(), Math.max(1, records.size()));
    records.forEach(points::add);
    return points.sorted();
  }
}
