package io.weir.fleet.testing;

import com.google.protobuf.ByteString;
import io.weir.fleet.provision.FleetHome;
import io.weir.fleet.provision.Provisioning;
import io.weir.fleet.provision.Serial;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import io.weir.uplink.Segments;
import io.weir.uplink.Topics;
import io.weir.uplink.proto.Ack;
import io.weir.uplink.proto.Command;
import io.weir.uplink.proto.CommandReport;
import io.weir.uplink.proto.Kind;
import io.weir.uplink.proto.Lane;
import io.weir.uplink.proto.Range;
import io.weir.uplink.proto.Refusal;
import io.weir.uplink.proto.Segment;
import io.weir.uplink.proto.SignalChannel;
import io.weir.uplink.proto.SignalEncoding;
import io.weir.uplink.proto.SignalFrame;
import io.weir.uplink.proto.SignalLayout;
import io.weir.uplink.proto.Status;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A gateway as the fleet sees it: segments up, acknowledgements and commands down. */
public final class TestDevice implements AutoCloseable {
  public final String serial;
  public final UUID epoch = UUID.randomUUID();
  public final Set<Long> acknowledged = new TreeSet<>();
  public final Map<Long, String> refused = new TreeMap<>();
  public final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();

  private final TestClient client;

  public TestDevice(String url, FleetHome home, String serial) throws Exception {
    this.serial = serial;
    Path folder = home.folder().resolve("test-" + serial);
    if (!Files.exists(folder)) {
      new Provisioning(home, Clock.systemUTC()).addDevice(new Serial(serial), folder);
    }
    client = TestClient.device(url, serial, folder);
    client.subscribe("weir/" + serial + "/down/#");
  }

  /** A gateway that only makes segments. */
  public TestDevice(String serial) {
    this.serial = serial;
    this.client = null;
  }

  public static ResolvedRecord record(String name, double time, double value) {
    return ResolvedRecord.of(name, "", time, new Value.Number(value));
  }

  /** A segment with records, as it is sent. */
  public byte[] segment(long seq, List<ResolvedRecord> records) {
    return Segments.address(serial, epoch, seq, seq, Segments.records(Lane.LANE_DATA, records));
  }

  /** A segment of some readings of one series, a second apart. */
  public byte[] readings(long seq, String name, double firstTime, int count) {
    List<ResolvedRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(
          record("urn:cpt:device:sn:" + serial + ":" + name, firstTime + i, seq + i * 0.25));
    }
    return segment(seq, records);
  }

  public byte[] gap(long seq, long through, int records, double from, double to, String reason) {
    return Segments.address(
        serial,
        epoch,
        seq,
        through,
        Segments.seal(
            Segment.newBuilder()
                .setLane(Lane.LANE_DATA)
                .setKind(Kind.KIND_GAP)
                .setRecords(records)
                .setFirstTimeUs(Segments.micros(from))
                .setLastTimeUs(Segments.micros(to))
                .setGapReason(reason)));
  }

  /** A segment with a frame of two channels of 16 bits, x and y in g, 1 ms apart. */
  public byte[] frame(long seq, String stream, double from, short... interleaved) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * interleaved.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(interleaved);
    SignalFrame frame =
        SignalFrame.newBuilder()
            .setStream("urn:cpt:device:sn:" + serial + ":" + stream)
            .setStartNs((long) (from * 1e9))
            .setIntervalNs(1_000_000)
            .addChannels(SignalChannel.newBuilder().setKey("x").setUnit("g"))
            .addChannels(SignalChannel.newBuilder().setKey("y").setUnit("g"))
            .setEncoding(SignalEncoding.INT16_LE)
            .setLayout(SignalLayout.INTERLEAVED)
            .setSamples(ByteString.copyFrom(bytes.array()))
            .build();
    return signal(seq, from, from + (interleaved.length / 2 - 1) / 1e3, frame.toByteString());
  }

  /** A segment of the lane of signals, whatever its body. */
  public byte[] signal(long seq, double from, double to, ByteString body) {
    return Segments.address(
        serial,
        epoch,
        seq,
        seq,
        Segments.seal(
            Segment.newBuilder()
                .setLane(Lane.LANE_SIGNAL)
                .setKind(Kind.KIND_SIGNAL)
                .setRecords(1)
                .setFirstTimeUs(Segments.micros(from))
                .setLastTimeUs(Segments.micros(to))
                .setBody(body)));
  }

  public byte[] report(long seq, CommandReport report) {
    return Segments.address(
        serial,
        epoch,
        seq,
        seq,
        Segments.seal(
            Segment.newBuilder()
                .setLane(Lane.LANE_REPLY)
                .setKind(Kind.KIND_REPLY)
                .setRecords(1)
                .setBody(report.toByteString())));
  }

  public void send(byte[] segment) throws Exception {
    client.publish(Topics.segment(serial), segment);
  }

  public void status(Status status) throws Exception {
    client.retain(Topics.status(serial), status.toByteArray());
  }

  /** Waits until what came down makes the condition true. */
  public void await(String what, java.util.function.BooleanSupplier condition) {
    Wait.until(
        what,
        () -> {
          try {
            take();
          } catch (Exception e) {
            throw new AssertionError(e);
          }
          return condition.getAsBoolean();
        });
  }

  private void take() throws Exception {
    for (TestClient.Message next = client.next(0); next != null; next = client.next(0)) {
      if (next.topic().equals(Topics.ack(serial))) {
        Ack ack = Ack.parseFrom(next.payload());
        for (Range range : ack.getStoredList()) {
          for (long seq = range.getFirst(); seq <= range.getLast(); seq++) {
            acknowledged.add(seq);
          }
        }
        for (Refusal refusal : ack.getRefusedList()) {
          refused.put(refusal.getSeq(), refusal.getReason());
        }
      } else if (next.topic().equals(Topics.command(serial))) {
        commands.add(Command.parseFrom(next.payload()));
      }
    }
  }

  @Override
  public void close() throws Exception {
    if (client != null) {
      client.close();
    }
  }
}
