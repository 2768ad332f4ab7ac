package io.weir.host;

import io.weir.broker.Bus;
import io.weir.broker.Message;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.SenmlPack;
import io.weir.senml.SenmlWriter;
import java.util.List;

/** Cuts records into packs that fit a message, and publishes them. Any thread. */
final class Packs {
  // the recorder closes a segment at so many records, larger packs would gain nothing
  private static final int MAX_RECORDS = 1_000;

  private final Bus bus;
  private final String base;

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

  /** Publishes all, in order. Returns how many records the publisher took. */
  int publish(String subject, List<ResolvedRecord> records) {
    int taken = 0;
    for (int from = 0; from < records.size(); from += MAX_RECORDS) {
      int to = Math.min(records.size(), from + MAX_RECORDS);
      taken += publishOne(subject, records.subList(from, to));
    }
    return taken;
  }

  private int publishOne(String subject, List<ResolvedRecord> records) {
    byte[] pack = SenmlWriter.write(base, records);
    if (pack.length <= SenmlPack.MAX_BYTES) {
      return bus.publish(Message.of(subject, pack)) ? records.size() : 0;
    }
    if (records.size() == 1) {
      return 0; // text full of escapes: nothing smaller can be made of it
    }
    int half = records.size() / 2;
    return publishOne(subject, records.subList(0, half))
        + publishOne(subject, records.subList(half, records.size()));
  }
}
