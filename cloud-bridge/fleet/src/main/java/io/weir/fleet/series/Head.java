package io.weir.fleet.series;

import io.weir.fleet.store.SeriesTable;
import io.weir.senml.ResolvedRecord;
import io.weir.uplink.ThinnedPoint.Mark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * All series, and in memory those of their points that are committed but not in blocks yet. Points
 * are added by the store's writer after its commit; any thread may look.
 */
public final class Head {
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<Long, Map<String, Series>> devices = new HashMap<>();
  private long points;

  /** What there is to know of a series without its points. */
  public record Summary(
      String name,
      String unit,
      String kind,
      double firstS,
      double lastS,
      long count,
      Object latest) {}

  /** Takes up the series of the database. */
  public void load(List<SeriesTable.Row> rows) {
    locked(
        () -> {
          for (SeriesTable.Row row : rows) {
            devices
                .computeIfAbsent(row.deviceId(), id -> new HashMap<>())
                .put(row.name(), Series.of(row));
          }
          return null;
        });
  }

  /**
   * Adds records that are committed.
   *
   * @param base the gateway's base name, taken off the names that have it
   */
  public void add(long deviceId, String base, List<ResolvedRecord> records, boolean thinned) {
    locked(
        () -> {
          Map<String, Series> series = devices.computeIfAbsent(deviceId, id -> new HashMap<>());
          String name = null;
          Series current = null;
          for (ResolvedRecord record : records) {
            // records come series by series: most have their predecessor's name
            if (!record.name().equals(name)) {
              name = record.name();
              current =
                  series.computeIfAbsent(
                      thinned ? unmarked(shortName(base, name)) : shortName(base, name),
                      key -> new Series(deviceId, key));
            }
            current.add(record, thinned);
          }
          points += records.size();
          return null;
        });
  }

  private static String shortName(String base, String name) {
    return name.length() > base.length() && name.startsWith(base)
        ? name.substring(base.length())
        : name;
  }

  /** Minimum, maximum and mean stand among the readings of their series, counts by themselves. */
  private static String unmarked(String name) {
    return Mark.of(name)
        .filter(mark -> mark != Mark.COUNT)
        .map(mark -> mark.strip(name))
        .orElse(name);
  }

  /** How many series of a gateway there are, and how many these records would add. */
  public int seriesWith(long deviceId, String base, List<ResolvedRecord> records) {
    lock.readLock().lock();
    try {
      Map<String, Series> series = devices.getOrDefault(deviceId, Map.of());
      String last = null;
      int more = 0;
      for (ResolvedRecord record : records) {
        if (!record.name().equals(last)) {
          last = record.name();
          more += series.containsKey(shortName(base, last)) ? 0 : 1;
        }
      }
      return series.size() + more;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Points in memory that are not being written to blocks. */
  public long points() {
    lock.readLock().lock();
    try {
      return points;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Points of a gateway in memory: counted. */
  public long points(long deviceId) {
    lock.readLock().lock();
    try {
      long sum = 0;
      for (Series series : devices.getOrDefault(deviceId, Map.of()).values()) {
        sum += series.flushingSize();
        for (Points active : series.active) {
          sum += active == null ? 0 : active.size();
        }
      }
      return sum;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** The series of a gateway by name. */
  public List<Summary> series(long deviceId) {
    lock.readLock().lock();
    try {
      return new TreeMap<>(devices.getOrDefault(deviceId, Map.of()))
          .values().stream()
              .filter(series -> Mark.of(series.name).isEmpty())
              .map(Head::summary)
              .toList();
    } finally {
      lock.readLock().unlock();
    }
  }

  public Optional<Summary> series(long deviceId, String name) {
    lock.readLock().lock();
    try {
      return Optional.ofNullable(devices.getOrDefault(deviceId, Map.of()).get(name))
          .map(Head::summary);
    } finally {
      lock.readLock().unlock();
    }
  }

  private static Summary summary(Series series) {
    return new Summary(
        series.name,
        series.unit,
        series.kind,
        series.firstS,
        series.lastS,
        series.count,
        series.latest);
  }

  /** Sets aside what is to be written to blocks; what comes now goes on top. */
  List<Series> beginFlush() {
    return locked(
        () -> {
          List<Series> flushing = new ArrayList<>();
          for (Map<String, Series> device : devices.values()) {
            for (Series series : device.values()) {
              series.beginFlush();
              if (series.isFlushing()) {
                flushing.add(series);
              }
            }
          }
          points = 0;
          return flushing;
        });
  }

  /** Runs something while nobody looks: the commit of blocks and the end of what they replace. */
  <T> T locked(Supplier<T> work) {
    lock.writeLock().lock();
    try {
      return work.get();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Looks at a series, or null, while nothing changes. */
  <T> T looking(long deviceId, String name, java.util.function.Function<Series, T> look) {
    lock.readLock().lock();
    try {
      return look.apply(devices.getOrDefault(deviceId, Map.of()).get(name));
    } finally {
      lock.readLock().unlock();
    }
  }
}
