package io.weir.fleet.mqtt;

import com.google.protobuf.ByteString;
import io.weir.fleet.ingest.Verdict;
import io.weir.uplink.Segments;
import io.weir.uplink.proto.Ack;
import io.weir.uplink.proto.Range;
import io.weir.uplink.proto.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Puts verdicts together to one message for each gateway and epoch, neighbours as ranges. One
 * thread.
 */
public final class Acknowledgements {
  // a reason is for the operator to read, and one message may carry many
  private static final int MAX_REASON = 300;

  private final Map<Key, Pending> pending = new LinkedHashMap<>();

  private record Key(String serial, UUID epoch) {}

  private static final class Pending {
    final TreeSet<Long> stored = new TreeSet<>();
    final List<Refusal> refused = new ArrayList<>();
  }

  /** A message that is to go down. */
  public record Down(String serial, Ack ack) {}

  /** Takes a verdict; one without an identity has no answer. */
  public void add(Verdict verdict) {
    if (verdict instanceof Verdict.Stored stored) {
      of(stored.serial(), stored.epoch()).stored.add(stored.seq());
    } else if (verdict instanceof Verdict.Refused refused) {
      String reason = refused.reason();
      of(refused.serial(), refused.epoch())
          .refused
          .add(
              Refusal.newBuilder()
                  .setSeq(refused.seq())
                  .setReason(
                      reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON))
                  .build());
    }
  }

  private Pending of(String serial, UUID epoch) {
    return pending.computeIfAbsent(new Key(serial, epoch), key -> new Pending());
  }

  /** Hands out what was added since the last time. */
  public List<Down> take() {
    List<Down> down = new ArrayList<>(pending.size());
    pending.forEach(
        (key, value) ->
            down.add(
                new Down(
                    key.serial(),
                    Ack.newBuilder()
                        .setEpoch(ByteString.copyFrom(Segments.bytes(key.epoch())))
                        .addAllStored(ranges(value.stored))
                        .addAllRefused(value.refused)
                        .setAtMs(System.currentTimeMillis())
                        .build())));
    pending.clear();
    return down;
  }

  /** Neighbours as ranges. Only numbers that are named: a gap between two is not ours to fill. */
  static List<Range> ranges(Collection<Long> sorted) {
    List<Range> ranges = new ArrayList<>();
    long first = 0;
    long last = -1;
    for (long seq : sorted) {
      if (last >= 0 && seq == last + 1) {
        last = seq;
        continue;
      }
      if (last >= 0) {
        ranges.add(Range.newBuilder().setFirst(first).setLast(last).build());
      }
      first = seq;
      last = seq;
    }
    if (last >= 0) {
      ranges.add(Range.newBuilder().setFirst(first).setLast(last).build());
    }
    return ranges;
  }
}
