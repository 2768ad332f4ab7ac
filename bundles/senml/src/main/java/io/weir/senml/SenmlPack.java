package io.weir.senml;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * A checked SenML pack (RFC 8428, JSON of s5). What parses also resolves: every rule is checked by
 * {@link #parse}. Immutable; any thread.
 */
public final class SenmlPack {

  /** The largest pack, in bytes of UTF-8: 256 KiB, the broker's payload limit. */
  public static final int MAX_BYTES = 256 * 1024;

  /** The most records in a pack. */
  public static final int MAX_RECORDS = 5_000;

  /** The longest string, in bytes of UTF-8. */
  public static final int MAX_STRING_BYTES = 64 * 1024;

  /** The deepest nesting: array, record, and six levels inside a field that we do not know. */
  public static final int MAX_DEPTH = 8;

  /** The version that this code understands (s4.1), and the one a pack has when it names none. */
  public static final int VERSION = 10;

  private final List<SenmlRecord> records;
  private final List<Measurement> measurements;
  private final int version;

  private SenmlPack(List<SenmlRecord> records) {
    this.records = List.copyOf(records);
    Resolution resolution = new Resolution();
    List<Measurement> found = new ArrayList<>(records.size());
    for (SenmlRecord record : this.records) {
      resolution.add(record).ifPresent(found::add);
    }
    this.measurements = List.copyOf(found);
    this.version = resolution.version();
  }

  /**
   * Reads and checks a pack. The array may be empty: that is a pack with nothing in it.
   *
   * @param json the bytes, UTF-8
   * @throws SenmlException if the bytes break RFC 8428, RFC 8259 (JSON), RFC 3629 (UTF-8) or a
   *     limit of this class
   */
  public static SenmlPack parse(byte[] json) {
    return new SenmlPack(PackReader.read(json));
  }

  /** The records as on the wire, in the order of the wire. */
  public List<SenmlRecord> records() {
    return records;
  }

  /** The version of all records, 1 to 10; 10 where the pack names none (s4.4). */
  public int version() {
    return version;
  }

  /**
   * The resolved form (s4.6): base fields worked in, times absolute, in chronological order;
   * records of the same time stay in the order of the wire.
   *
   * @param now what relative times (below 2^28, s4.5.3) are relative to
   * @param gatewayBase put before the names of records that have no base name at all, neither their
   *     own nor one carried over; null or "" for none
   */
  public List<ResolvedRecord> resolve(Instant now, String gatewayBase) {
    Objects.requireNonNull(now, "now");
    double nowSeconds = UnixTime.seconds(now);
    String base = gatewayBase == null ? "" : gatewayBase;
    List<ResolvedRecord> resolved = new ArrayList<>(measurements.size());
    boolean sorted = true;
    double last = Double.NEGATIVE_INFINITY;
    for (Measurement measurement : measurements) {
      ResolvedRecord next = measurement.at(nowSeconds, base);
      sorted &= next.time() >= last;
      last = next.time();
      resolved.add(next);
    }
    if (!sorted) {
      resolved.sort(Comparator.comparingDouble(ResolvedRecord::time)); // stable
    }
    return List.copyOf(resolved);
  }
}
