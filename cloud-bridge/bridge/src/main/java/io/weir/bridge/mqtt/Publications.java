package io.weir.bridge.mqtt;

import io.weir.bridge.uplink.Outgoing;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.SenmlCutter;
import io.weir.senml.SenmlForm;
import io.weir.uplink.SegmentException;
import io.weir.uplink.Segments;
import io.weir.uplink.proto.Segment;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the broker's messages of a segment. Immutable; any thread. */
final class Publications {
  private static final Logger LOG = LoggerFactory.getLogger(Publications.class);

  private final String serial;
  private final String gatewayBase;
  private final Publishing publishing;
  private final InstantSource clock;

  Publications(String serial, Publishing publishing, InstantSource clock) {
    this.serial = serial;
    this.gatewayBase = "urn:cpt:device:sn:" + serial + ":";
    this.publishing = publishing;
    this.clock = clock;
  }

  /** At least one; what cannot be said otherwise is said as a gap. */
  List<Publication> of(Outgoing segment) {
    String lane = segment.lane().name().toLowerCase(Locale.ROOT);
    if (publishing.payload() == Payload.SEGMENT) {
      String topic = publishing.data().topic(serial, lane, "");
      return List.of(new Publication(segment.seq(), topic, segment.wire()));
    }
    List<Publication> all = new ArrayList<>();
    Map<String, List<ResolvedRecord>> byTopic = new LinkedHashMap<>();
    for (ResolvedRecord record : records(segment)) {
      byTopic.computeIfAbsent(topic(lane, record), topic -> new ArrayList<>()).add(record);
    }
    byTopic.forEach((topic, records) -> packs(segment.seq(), topic, records, all));
    return all;
  }

  private List<ResolvedRecord> records(Outgoing segment) {
    PlainRecords plain = new PlainRecords(gatewayBase);
    try {
      Segment parsed = Segments.parse(segment.wire());
      try {
        return plain.of(parsed);
      } catch (SegmentException e) {
        LOG.atError().addKeyValue("seq", segment.seq()).setCause(e).log("a segment is damaged");
        return plain.gap(parsed, "damaged on the gateway: " + e.getMessage());
      }
    } catch (SegmentException e) {
      LOG.atError().addKeyValue("seq", segment.seq()).setCause(e).log("a segment is damaged");
      return plain.gap(Segment.getDefaultInstance(), "damaged on the gateway: " + e.getMessage());
    }
  }

  private String topic(String lane, ResolvedRecord record) {
    String name = record.name();
    return publishing
        .data()
        .topic(
            serial,
            lane,
            name.startsWith(gatewayBase) ? name.substring(gatewayBase.length()) : name);
  }

  private void packs(long seq, String topic, List<ResolvedRecord> records, List<Publication> all) {
    Instant now = clock.instant();
    SenmlForm form = publishing.payload() == Payload.SENML_JSON ? SenmlForm.JSON : SenmlForm.CBOR;
    SenmlCutter.Cut cut = SenmlCutter.cut(form, gatewayBase, records, publishing.maxBytes(), now);
    cut.packs().forEach(pack -> all.add(new Publication(seq, topic, pack)));
    if (!cut.tooLarge().isEmpty()) {
      List<ResolvedRecord> said =
          new PlainRecords(gatewayBase)
              .gap(
                  cut.tooLarge().size(),
                  cut.tooLarge().get(0).time(),
                  cut.tooLarge().get(cut.tooLarge().size() - 1).time(),
                  "larger than message.bytes: " + cut.tooLarge().get(0).name());
      SenmlCutter.cut(form, gatewayBase, said, Integer.MAX_VALUE, now)
          .packs()
          .forEach(pack -> all.add(new Publication(seq, topic, pack)));
    }
  }
}
