package io.weir.uplink;

import io.weir.senml.ResolvedRecord;
import java.util.List;

/**
 * What Jazzer calls with bytes of its choice: they are read or refused with a {@link
 * SegmentException}, and what was read is the same when it is written and read again.
 */
public final class FuzzTarget {

  private FuzzTarget() {}

  /** The entry point that Jazzer looks for. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    try {
      Segments.parse(bytes);
    } catch (SegmentException refused) {
      // most bytes are no segment
    }
    List<ResolvedRecord> records;
    try {
      // deflated here: a search would hardly ever hit a valid stream
      records = RecordsCodec.decode(Deflation.deflate(bytes));
    } catch (SegmentException refused) {
      return;
    }
    List<ResolvedRecord> again = RecordsCodec.decode(RecordsCodec.encode(records));
    // by series, so order can differ; a record with NaN as its sum equals itself too
    if (again.size() != records.size() || (records.size() < 50 && !again.containsAll(records))) {
      throw new AssertionError("expected " + records + ", found " + again);
    }
  }
}
