package io.weir.fleet.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.fleet.testing.Http;
import io.weir.fleet.testing.RunningFleet;
import io.weir.fleet.testing.TestDevice;
import io.weir.senml.Quality;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import io.weir.uplink.proto.Ack;
import io.weir.uplink.proto.Segment;
import io.weir.uplink.proto.SegmentBatch;
import io.weir.uplink.proto.Service;
import io.weir.uplink.proto.Status;
import java.util.ArrayList;
import java.util.List;

/** A fleet with one gateway that has a series of every kind, sent over HTTP. */
final class Seed {
  static final double START = 1_700_000_000;

  private Seed() {}

  static void into(RunningFleet fleet) throws Exception {
    TestDevice device = new TestDevice("gw-1");
    List<ResolvedRecord> records = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      double t = START + i;
      records.add(of("number", t, new Value.Number(i / 3.0)));
      records.add(of("text", t, new Value.Text("t" + i)));
      records.add(of("bool", t, new Value.Bool(i % 2 == 0)));
      records.add(of("data", t, new Value.Data(new byte[] {(byte) i, -1})));
      records.add(
          new ResolvedRecord(
              "urn:cpt:device:sn:gw-1:bad",
              "Cel",
              t,
              new Value.Number(i),
              1.0 * i,
              5.0,
              i == 3 ? Quality.BAD : Quality.GOOD));
    }
    Http http = fleet.device("gw-1");
    Ack ack =
        send(
            http,
            device.segment(1, records),
            device.gap(2, 3, 20, START + 20, START + 40, "drop-oldest: no room"),
            device.frame(4, "vibration", START, (short) 1, (short) -1, (short) 2, (short) -2),
            device.frame(5, "vibration", START + 1, (short) 3, (short) -3));
    assertThat(ack.getStored(0).getLast()).isEqualTo(2);
    Status status =
        Status.newBuilder()
            .setOnline(true)
            .setAgentVersion("0.1.0")
            .addServices(
                Service.newBuilder()
                    .setName("s")
                    .setState("RUNNING")
                    .setDescriptionJson(
                        "{\"metrics\":[{\"name\":\"number\",\"type\":\"INCREMENTAL\"}]}"))
            .build();
    assertThat(http.bytes("POST", "/v1/status", status.toByteArray()).statusCode()).isEqualTo(204);
  }

  static Ack send(Http http, byte[]... segments) throws Exception {
    SegmentBatch.Builder batch = SegmentBatch.newBuilder();
    for (byte[] segment : segments) {
      batch.addSegments(Segment.parseFrom(segment));
    }
    var response = http.bytes("POST", "/v1/segments", batch.build().toByteArray());
    assertThat(response.statusCode()).isEqualTo(200);
    return Ack.parseFrom(response.body());
  }

  private static ResolvedRecord of(String name, double time, Value value) {
    return ResolvedRecord.of("urn:cpt:device:sn:gw-1:" + name, "", time, value);
  }
}
