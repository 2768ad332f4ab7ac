package io.weir.fleet.series;

import io.weir.fleet.store.SeriesTable;
import io.weir.senml.ResolvedRecord;

/**
 * One series as it stands: what is known of it, and its points that are not in blocks yet. Guarded
 * by the lock of its {@link Head}.
 */
final class Series {
  final long deviceId;
  final String name;

  /** 0 until its first blocks are written. */
  long id;

  String unit;
  String kind;
  double firstS = Double.POSITIVE_INFINITY;
  double lastS = Double.NEGATIVE_INFINITY;
  Object latest;

  /** All points: in blocks, and in memory. */
  long count;

  /** Points in blocks. */
  long stored;

  // index 0: as measured; 1: thinned by the gateway
  final Points[] active = new Points[2];
  final Points[] flushing = new Points[2];

  Series(long deviceId, String name) {
    this.deviceId = deviceId;
    this.name = name;
  }

  static Series of(SeriesTable.Row row) {
    Series series = new Series(row.deviceId(), row.name());
    series.id = row.id();
    series.unit = row.unit();
    series.kind = row.kind();
    series.firstS = row.firstS();
    series.lastS = row.lastS();
    series.count = row.count();
    series.stored = row.count();
    series.latest = Json.value(row.latest());
    return series;
  }

  void add(ResolvedRecord record, boolean thinned) {
    if (record.time() >= lastS) {
      lastS = record.time();
      latest = Points.json(record);
      unit = record.unit();
      kind = Points.kind(record);
    }
    firstS = Math.min(firstS, record.time());
    count++;
    int which = thinned ? 1 : 0;
    if (active[which] == null) {
      active[which] = new Points(record.unit(), 16);
    }
    active[which].add(record);
  }

  void beginFlush() {
    for (int i = 0; i < 2; i++) {
      flushing[i] = active[i];
      active[i] = null;
    }
  }

  boolean isFlushing() {
    return flushing[0] != null || flushing[1] != null;
  }

  int flushingSize() {
    int size = 0;
    for (Points points : flushing) {
      size += points == null ? 0 : points.size();
    }
    return size;
  }

  /** As it will stand when what is flushing is in blocks. */
  SeriesTable.Row row() {
    return new SeriesTable.Row(
        id, deviceId, name, unit, kind, firstS, lastS, stored + flushingSize(), Json.text(latest));
  }
}
