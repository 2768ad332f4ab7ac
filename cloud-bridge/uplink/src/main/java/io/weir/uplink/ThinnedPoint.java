package io.weir.uplink;

import io.weir.senml.Quality;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import java.util.List;
import java.util.Optional;

/**
 * What is left of a minute of a series. It travels as four records whose names end in a mark;
 * {@code #} is not allowed in a SenML name (RFC 8428 s4.5.1), so no reading can pass for one.
 * Immutable; any thread.
 *
 * @param minute the minute's start, seconds since 1970
 * @param count how many records it stands for, 1 or more
 */
public record ThinnedPoint(
    String name,
    String unit,
    Quality quality,
    double minute,
    double minimum,
    double maximum,
    double mean,
    long count) {

  /** Which of the four a record is. */
  public enum Mark {
    MINIMUM("#min"),
    MAXIMUM("#max"),
    MEAN("#mean"),
    COUNT("#count");

    private final String suffix;

    Mark(String suffix) {
      this.suffix = suffix;
    }

    /** The mark at the end of a record's name, or empty: then the record is a reading. */
    public static Optional<Mark> of(String name) {
      for (Mark mark : values()) {
        if (name.endsWith(mark.suffix) && name.length() > mark.suffix.length()) {
          return Optional.of(mark);
        }
      }
      return Optional.empty();
    }

    /** The series' own name. */
    public String strip(String name) {
      return name.substring(0, name.length() - suffix.length());
    }
  }

  /** The four records, in the order of {@link Mark}. */
  public List<ResolvedRecord> toRecords() {
    return List.of(
        record(Mark.MINIMUM, minimum),
        record(Mark.MAXIMUM, maximum),
        record(Mark.MEAN, mean),
        record(Mark.COUNT, count));
  }

  private ResolvedRecord record(Mark mark, double value) {
    return new ResolvedRecord(
        name + mark.suffix, unit, minute, new Value.Number(value), null, null, quality);
  }
}
