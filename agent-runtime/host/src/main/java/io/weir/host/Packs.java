package io.weir.host;

import io.weir.broker.Bus;
import io.weir.broker.Loss;
import io.weir.broker.Message;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.SenmlPack;
import io.weir.senml.SenmlWriter;
import java.util.List;

/** Cuts records into packs that fit a message, and publishes them. Any thread. */
final class Packs {
  // the recorder closes a segment at so many records, larger packs would gain nothing
  static final int MAX_RECORDS = 1_000;

  private static final double MICROS = 1e6;

  /** What the reason of a gap begins with when the bounded publisher refused. */
  static final String QUEUE_FULL =
      "publish-queue-full: the broker did not take readings as fast as they came";

  // a quarter of what the publisher holds; it is shared by all plugins
  private static final long TIGHT_BYTES = 1 << 20;

  private final Bus bus;
  private final String base;
  private volatile boolean tight;

  /**
   * @param base the gateway's base name
   */
  Packs(Bus bus, String base) {
    this.bus = bus;
    this.base = base;
  }

  String base() {
    return base;
  }

  /** Looks how much waits in the publisher. By the host's thread. */
  void look() {
    tight = bus.published().waitingBytes() > TIGHT_BYTES;
  }

  /** Whether so much waits that who publishes most has to hold back, lest all lose. */
  boolean isTight() {
    return tight;
  }

  /** Publishes all, in order. Returns how many records the publisher took. */
  int publish(String subject, List<ResolvedRecord> records) {
    int taken = 0;
    for (int from = 0; from < records.size(); from += MAX_RECORDS) {
      int to = Math.min(records.size(), from + MAX_RECORDS);
      taken += publishOne(subject, records.subList(from, to));
    }
    return taken;
  }

  /** Has the cloud told of readings that are given up. Returns 0: that many were taken. */
  int lost(String subject, List<ResolvedRecord> records, String reason) {
    double first = records.stream().mapToDouble(ResolvedRecord::time).min().orElse(0);
    double last = records.stream().mapToDouble(ResolvedRecord::time).max().orElse(0);
    bus.lost(
        new Loss(subject, records.size(), (long) (first * MICROS), (long) (last * MICROS), reason));
    return 0;
  }

  private int publishOne(String subject, List<ResolvedRecord> records) {
    byte[] pack = SenmlWriter.write(base, records);
    if (pack.length <= SenmlPack.MAX_BYTES) {
      return bus.publish(Message.of(subject, pack))
          ? records.size()
          : lost(subject, records, QUEUE_FULL);
    }
    if (records.size() == 1) {
      // text full of escapes: nothing smaller can be made of it
      return lost(subject, records, "too-large: a reading did not fit into a message");
    }
    int half = records.size() / 2;
    return publishOne(subject, records.subList(0, half))
        + publishOne(subject, records.subList(half, records.size()));
  }
}
