package io.weir.uplink;

import io.weir.senml.Quality;
import io.weir.senml.ResolvedRecord;
import io.weir.uplink.ThinnedPoint.Mark;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes old readings smaller before anything is lost: every minute of a series becomes its minimum,
 * maximum, mean and count ({@code KIND_THINNED}). Pure; any thread.
 *
 * <p>Only plain numbers are thinned, and only where a minute has more of them than the four records
 * that would replace them; everything else stays as it is. Readings of different quality are never
 * mixed. Thinning again, with more readings of the same minute, gives what thinning all at once
 * would have given, but for the last digits of the mean.
 */
public final class Thinning {
  private static final int REPLACED_BY = Mark.values().length;

  /**
   * The content of a thinned body.
   *
   * @param points the minutes that were thinned
   * @param readings the records that were left as they are
   */
  public record Thinned(List<ThinnedPoint> points, List<ResolvedRecord> readings) {
    public Thinned {
      points = List.copyOf(points);
      readings = List.copyOf(readings);
    }

    /** How many records of before this stands for. */
    public long count() {
      return readings.size() + points.stream().mapToLong(ThinnedPoint::count).sum();
    }

    /** The records of the body, readable with {@link Thinning#read}. */
    public List<ResolvedRecord> toRecords() {
      List<ResolvedRecord> records = new ArrayList<>();
      points.forEach(point -> records.addAll(point.toRecords()));
      records.addAll(readings);
      return records;
    }
  }

  private record Series(String name, String unit, Quality quality) {}

  private record Minute(Series series, double start) {}

  private Thinning() {}

  /**
   * Thins readings, and joins them with points made before.
   *
   * @param readings as they were recorded
   * @param points of the same or other minutes, perhaps several of one
   */
  public static Thinned thin(List<ResolvedRecord> readings, List<ThinnedPoint> points) {
    Map<Minute, ThinnedMinute> minutes = new LinkedHashMap<>();
    for (ThinnedPoint point : points) {
      Series series = new Series(point.name(), point.unit(), point.quality());
      minute(minutes, series, point.minute()).add(point);
    }
    List<ResolvedRecord> left = new ArrayList<>();
    for (ResolvedRecord reading : readings) {
      if (plainNumber(reading)) {
        Series series = new Series(reading.name(), reading.unit(), reading.quality());
        minute(minutes, series, startOf(reading.time())).add(reading);
      } else {
        left.add(reading);
      }
    }
    List<ThinnedPoint> thinned = new ArrayList<>();
    for (ThinnedMinute minute : minutes.values()) {
      if (minute.hasPoint() || minute.readings().size() > REPLACED_BY) {
        thinned.add(minute.toPoint());
      } else {
        left.addAll(minute.readings());
      }
    }
    return new Thinned(thinned, left);
  }

  private static boolean plainNumber(ResolvedRecord reading) {
    return reading.number().isPresent()
        && reading.sum() == null
        && reading.updateTime() == null
        && Mark.of(reading.name()).isEmpty();
  }

  private static ThinnedMinute minute(
      Map<Minute, ThinnedMinute> minutes, Series series, double start) {
    return minutes.computeIfAbsent(
        new Minute(series, start),
        m -> new ThinnedMinute(series.name, series.unit, series.quality, start));
  }

  private static double startOf(double seconds) {
    double start = Math.floor(seconds / 60) * 60;
    // at the end of the range of doubles the product can leave it
    return Double.isFinite(start) ? start : seconds;
  }

  /** Takes the records of a thinned body apart. Marks that are not complete count as readings. */
  public static Thinned read(List<ResolvedRecord> body) {
    Map<Series, Map<Mark, List<ResolvedRecord>>> marked = new LinkedHashMap<>();
    List<ResolvedRecord> readings = new ArrayList<>();
    for (ResolvedRecord record : body) {
      Mark mark = Mark.of(record.name()).orElse(null);
      if (mark == null || record.number().isEmpty()) {
        readings.add(record);
      } else {
        marked
            .computeIfAbsent(
                new Series(mark.strip(record.name()), record.unit(), record.quality()),
                series -> new EnumMap<>(Mark.class))
            .computeIfAbsent(mark, m -> new ArrayList<>())
            .add(record);
      }
    }
    List<ThinnedPoint> points = new ArrayList<>();
    marked.forEach(
        (series, marks) -> {
          if (complete(marks)) {
            points.addAll(points(series, marks));
          } else {
            marks.values().forEach(readings::addAll);
          }
        });
    return new Thinned(points, readings);
  }

  private static boolean complete(Map<Mark, List<ResolvedRecord>> marks) {
    return marks.size() == REPLACED_BY
        && marks.values().stream()
                .map(records -> records.stream().map(ResolvedRecord::time).toList())
                .distinct()
                .count()
            == 1;
  }

  private static List<ThinnedPoint> points(Series series, Map<Mark, List<ResolvedRecord>> marks) {
    List<ThinnedPoint> points = new ArrayList<>();
    for (int i = 0; i < marks.get(Mark.COUNT).size(); i++) {
      points.add(
          new ThinnedPoint(
              series.name,
              series.unit,
              series.quality,
              marks.get(Mark.COUNT).get(i).time(),
              value(marks, Mark.MINIMUM, i),
              value(marks, Mark.MAXIMUM, i),
              value(marks, Mark.MEAN, i),
              (long) value(marks, Mark.COUNT, i)));
    }
    return points;
  }

  private static double value(Map<Mark, List<ResolvedRecord>> marks, Mark mark, int i) {
    return marks.get(mark).get(i).number().orElseThrow();
  }
}
