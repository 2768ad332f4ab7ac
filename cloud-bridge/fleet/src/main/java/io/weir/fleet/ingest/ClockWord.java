package io.weir.fleet.ingest;

import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import java.util.Optional;

/**
 * What a gateway says of its own clock among its records ({@code weir:clock_offset_s}): it knows
 * from our acknowledgements. Immutable.
 *
 * @param offsetMs how far its clock is ahead of ours
 * @param atMs when that was so, by our clock
 */
record ClockWord(long offsetMs, long atMs) {
  private static final String NAME = "weir:clock_offset_s";

  /** The newest word in a segment. */
  static Optional<ClockWord> in(CheckedSegment checked) {
    String name = Names.base(checked.arrival().serial()) + NAME;
    ClockWord newest = null;
    for (ResolvedRecord record : checked.records()) {
      if (record.name().equals(name) && record.value() instanceof Value.Number number) {
        ClockWord word = new ClockWord(ms(number.value()), ms(record.time() - number.value()));
        newest = newest == null || word.atMs >= newest.atMs ? word : newest;
      }
    }
    return Optional.ofNullable(newest);
  }

  private static long ms(double seconds) {
    return Math.round(seconds * 1e3);
  }
}
