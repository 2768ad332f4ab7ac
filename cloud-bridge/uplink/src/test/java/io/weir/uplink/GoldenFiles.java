package io.weir.uplink;

import com.google.protobuf.ByteString;
import io.weir.senml.Quality;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import io.weir.uplink.proto.Kind;
import io.weir.uplink.proto.Lane;
import io.weir.uplink.proto.Segment;
import io.weir.uplink.proto.SignalChannel;
import io.weir.uplink.proto.SignalEncoding;
import io.weir.uplink.proto.SignalFrame;
import io.weir.uplink.proto.SignalLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * What the golden files hold. The files were written once, by {@link #main}; a gateway in the field
 * may hold segments of that layout for years, so they are never written again: a new layout gets
 * new files.
 */
final class GoldenFiles {
  static final UUID EPOCH = UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
  private static final double START = 1_700_000_000;

  private GoldenFiles() {}

  /** File name to the records of its body. */
  static Map<String, List<ResolvedRecord>> records() {
    Map<String, List<ResolvedRecord>> files = new LinkedHashMap<>();
    files.put("metrics", metrics());
    files.put("doubles", doubles());
    files.put("types", types());
    files.put("thinned", Thinning.thin(metrics(), List.of()).toRecords());
    return files;
  }

  /** Three series sampled together: a counter, a share, a temperature. */
  private static List<ResolvedRecord> metrics() {
    List<ResolvedRecord> records = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      double time = START + i * 0.25;
      records.add(
          number("urn:cpt:device:sn:GW-1:net:rx", "By", time, 123_456_789L + 4096L * i * i));
      records.add(number("urn:cpt:device:sn:GW-1:cpu:total", "%", time, (i * 37 % 101) / 10.0));
      records.add(number("urn:cpt:device:sn:GW-1:temp", "Cel", time, 21.45 + i / 100));
    }
    return records;
  }

  /** Every form, predictor and packing of numbers. */
  private static List<ResolvedRecord> doubles() {
    List<ResolvedRecord> records = new ArrayList<>();
    Random random = new Random(8428);
    for (int i = 0; i < 64; i++) {
      double time = START + i + (i % 7) * 1e-6;
      records.add(number("sine", "", time, StrictMath.sin(i / 9.0)));
      records.add(number("noise", "", time, 1 + random.nextDouble()));
      records.add(number("signs", "", time, (i % 3 - 1.5) * (1 + Math.sqrt(i) % 1)));
      records.add(number("float", "", time, (float) StrictMath.cos(i / 9.0)));
      records.add(number("float-decimal", "", time, 20 + i % 5 / 10.0f));
      records.add(number("few", "", time, 1.0 / (3 + i * 7 % 4)));
      records.add(number("exceptions", "", time, i == 9 ? -0.0 : i == 50 ? 1 / 3.0 : i / 4.0));
      records.add(number("steps", "", time, i * (i + 1L) / 2));
      records.add(number("wide", "", time, (i * 2_654_435_761L) % 1_000_003 * 1000));
      records.add(number("edge", "", time, i % 2 == 0 ? Double.MIN_VALUE : -Double.MAX_VALUE));
      records.add(number("jitter", "", START * 1.1 + Math.sqrt(i), i));
    }
    return records;
  }

  /** Every type of value, and every other field. */
  private static List<ResolvedRecord> types() {
    List<ResolvedRecord> records = new ArrayList<>();
    Quality[] qualities = {Quality.GOOD, Quality.UNCERTAIN, Quality.BAD};
    for (int i = 0; i < 11; i++) {
      double time = START - i;
      records.add(ResolvedRecord.of("int", "", time, Value.of(Long.MAX_VALUE - 2 * i)));
      records.add(ResolvedRecord.of("text", "", time, new Value.Text("λ" + i % 3)));
      records.add(ResolvedRecord.of("text-own", "", time, new Value.Text("n" + i)));
      records.add(ResolvedRecord.of("text-same", "", time, new Value.Text("")));
      records.add(ResolvedRecord.of("bool", "", time, new Value.Bool(i % 3 == 0)));
      records.add(ResolvedRecord.of("data", "", time, new Value.Data(new byte[] {(byte) i, -1})));
      records.add(new ResolvedRecord("sum", "Wh", time, null, i * 0.5, null, Quality.GOOD));
      records.add(
          new ResolvedRecord(
              "all", "W", time, new Value.Number(i), i * 0.1, 60.0, qualities[i % 3]));
    }
    return records;
  }

  private static ResolvedRecord number(String name, String unit, double time, double value) {
    return ResolvedRecord.of(name, unit, time, new Value.Number(value));
  }

  static Segment.Builder gap() {
    return Segment.newBuilder()
        .setLane(Lane.LANE_DATA)
        .setKind(Kind.KIND_GAP)
        .setRecords(1234)
        .setFirstTimeUs(1_700_000_000_000_000L)
        .setLastTimeUs(1_700_000_060_000_000L)
        .setGapReason("evicted: the outbox was full");
  }

  static SignalFrame signal() {
    return SignalFrame.newBuilder()
        .setStream("urn:cpt:device:sn:GW-1:vibration")
        .setStartNs(1_700_000_000_000_000_000L)
        .setIntervalNs(39_062)
        .addChannels(SignalChannel.newBuilder().setKey("x").setUnit("m/s2").setScale(0.0023926))
        .addChannels(SignalChannel.newBuilder().setKey("y").setUnit("m/s2").setOffset(-9.81))
        .setEncoding(SignalEncoding.INT16_LE)
        .setLayout(SignalLayout.INTERLEAVED)
        .setSamples(ByteString.copyFrom(new byte[] {1, 0, 2, 0, 3, 0, (byte) 0xff, (byte) 0xff}))
        .build();
  }

  /** Writes what is not there yet into the folder given. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    for (var file : records().entrySet()) {
      Kind kind = file.getKey().equals("thinned") ? Kind.KIND_THINNED : Kind.KIND_RECORDS;
      byte[] sealed = Segments.seal(Segments.content(Lane.LANE_DATA, kind, file.getValue()));
      write(folder, file.getKey(), Segments.address("GW-1", EPOCH, 42, 42, sealed));
    }
    write(folder, "gap", Segments.address("GW-1", EPOCH, 43, 99, Segments.seal(gap())));
    Segment.Builder signal =
        Segment.newBuilder()
            .setLane(Lane.LANE_SIGNAL)
            .setKind(Kind.KIND_SIGNAL)
            .setRecords(1)
            .setBody(signal().toByteString());
    write(folder, "signal", Segments.address("GW-1", EPOCH, 100, 100, Segments.seal(signal)));
  }

  private static void write(Path folder, String name, byte[] segment) throws IOException {
    Path file = folder.resolve(name + ".bin");
    if (!Files.exists(file)) {
      Files.write(file, segment);
    }
  }
}
