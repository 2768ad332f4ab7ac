package io.weir.bridge.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import com.google.protobuf.ByteString;
import io.weir.bridge.uplink.Outgoing;
import io.weir.outbox.Lane;
import io.weir.senml.Quality;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.SenmlPack;
import io.weir.senml.Value;
import io.weir.uplink.Segments;
import io.weir.uplink.ThinnedPoint;
import io.weir.uplink.Thinning;
import io.weir.uplink.proto.Command;
import io.weir.uplink.proto.CommandReport;
import io.weir.uplink.proto.Kind;
import io.weir.uplink.proto.Segment;
import io.weir.uplink.proto.SignalFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a broker that knows nothing of ours is told. */
class PublicationsTest {
  private static final String BASE = "urn:cpt:device:sn:G1:";
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_100);
  private static final double T = 1_700_000_000;

  @Test
  void aSegmentGoesAsItIs() {
    Outgoing segment = outgoing(records(List.of(reading("a", 1))));
    List<Publication> all = publications(Payload.SEGMENT, "", 1_024).of(segment);
    assertThat(all).hasSize(1);
    assertThat(all.get(0).topic()).isEqualTo("weir/G1/up/segment");
    assertThat(all.get(0).payload()).isSameAs(segment.wire());
  }

  @Test
  void readingsAreCutIntoPacksThatStayBelowTheSize() {
    List<ResolvedRecord> many =
        IntStream.range(0, 500).mapToObj(i -> reading("cpu:" + i, i)).toList();
    List<Publication> all = publications(Payload.SENML_JSON, "", 4_096).of(outgoing(records(many)));
    assertThat(all).hasSizeGreaterThan(5);
    assertThat(all).allSatisfy(message -> assertThat(message.payload().length).isLessThan(4_097));
    assertThat(all).extracting(Publication::topic).containsOnly("weir/G1/senml/data");
    assertThat(all.stream().flatMap(message -> resolved(message).stream()))
        .containsExactlyElementsOf(many);
  }

  @Test
  void eachSeriesMayHaveATopicOfItsOwn() {
    Segment.Builder content =
        records(List.of(reading("cpu:a", 1), reading("x/y+z#", 2), foreign("urn:other:b", 3)));
    List<Publication> all =
        publications(Payload.SENML_JSON, "plant/{serial}/{lane}/{name}", 4_096)
            .of(outgoing(content));
    assertThat(all)
        .extracting(Publication::topic)
        .containsExactly(
            "plant/G1/data/cpu:a", "plant/G1/data/x_y_z_", "plant/G1/data/urn:other:b");
  }

  @Test
  void aRecordThatIsTooLargeLeavesAGapThatNamesIt() {
    ResolvedRecord big = ResolvedRecord.of(BASE + "log", "", T, new Value.Text("x".repeat(5_000)));
    List<ResolvedRecord> said =
        publications(Payload.SENML_JSON, "", 1_024)
            .of(outgoing(records(List.of(reading("a", 1), big))))
            .stream()
            .flatMap(message -> resolved(message).stream())
            .toList();
    assertThat(said)
        .extracting(ResolvedRecord::name)
        .contains(BASE + "a", BASE + "weir:gap_reason");
    assertThat(said.toString()).contains("larger than message.bytes: " + BASE + "log");
  }

  @Test
  void aGapSaysHowManyRecordsAreMissingFromWhenToWhen() {
    Segment.Builder gap =
        Segment.newBuilder()
            .setKind(Kind.KIND_GAP)
            .setRecords(12)
            .setFirstTimeUs((long) (T * 1e6))
            .setLastTimeUs((long) (T * 1e6) + 5_500_000)
            .setGapReason("no room");
    List<ResolvedRecord> said =
        resolved(publications(Payload.SENML_JSON, "", 1_024).of(outgoing(gap)).get(0));
    assertThat(said)
        .containsExactly(
            ResolvedRecord.of(BASE + "weir:gap_records", "count", T, Value.of(12)),
            ResolvedRecord.of(BASE + "weir:gap_until", "s", T, new Value.Number(T + 5.5)),
            ResolvedRecord.of(BASE + "weir:gap_reason", "", T, new Value.Text("no room")));
  }

  @Test
  void aThinnedMinuteHasFourRecordsWithNamesThatTheRfcAllows() {
    ThinnedPoint point = new ThinnedPoint(BASE + "a", "Cel", Quality.GOOD, T, 1, 3, 2, 60);
    Thinning.Thinned thinned = new Thinning.Thinned(List.of(point), List.of());
    Segment.Builder content =
        Segments.content(
            io.weir.uplink.proto.Lane.LANE_DATA, Kind.KIND_THINNED, thinned.toRecords());
    List<ResolvedRecord> said =
        resolved(publications(Payload.SENML_JSON, "", 1_024).of(outgoing(content)).get(0));
    assertThat(said)
        .extracting(ResolvedRecord::name)
        .containsExactly(BASE + "a/min", BASE + "a/max", BASE + "a/mean", BASE + "a/count");
  }

  @Test
  void aReplyIsARecordWithJsonAndASignalAFrameAsData() throws IOException {
    CommandReport report =
        CommandReport.newBuilder()
            .setId("c1")
            .setState(CommandReport.State.DONE)
            .setStatus("ok")
            .setAtMs(1_700_000_000_000L)
            .setResponse(ByteString.copyFromUtf8("[]"))
            .build();
    Segment.Builder reply =
        Segment.newBuilder().setKind(Kind.KIND_REPLY).setBody(report.toByteString());
    Publication message = publications(Payload.SENML_JSON, "", 1_024).of(outgoing(reply)).get(0);
    Value.Text text = (Value.Text) resolved(message).get(0).value();
    assertThat(JSON.std.mapFrom(text.value()))
        .containsEntry("id", "c1")
        .containsEntry("state", "done")
        .containsEntry("status", "ok");

    SignalFrame frame =
        SignalFrame.newBuilder().setStream("vibration").setStartNs((long) (T * 1e9)).build();
    Segment.Builder signal =
        Segment.newBuilder().setKind(Kind.KIND_SIGNAL).setBody(frame.toByteString());
    ResolvedRecord said =
        resolved(publications(Payload.SENML_JSON, "", 1_024).of(outgoing(signal)).get(0)).get(0);
    assertThat(said.name()).isEqualTo(BASE + "vibration");
    assertThat(SignalFrame.parseFrom(((Value.Data) said.value()).value())).isEqualTo(frame);
  }

  @Test
  void aTopicThatCannotBeOneIsRefused() {
    assertThatThrownBy(() -> new TopicTemplate("a/#")).hasMessageContaining("no +, #");
    assertThatThrownBy(() -> new TopicTemplate("a/{who}")).hasMessageContaining("found {who}");
    assertThatThrownBy(() -> publications(Payload.SEGMENT, "a/{name}", 1_024))
        .hasMessageContaining("{name} is for SenML");
  }

  @Test
  void aCommandInJsonBecomesOneOfOurs() throws IOException {
    byte[] json =
        """
        {"id":"1","service":"temp_monitor","command":"TempUnitCmd","arguments":{"unit":"K"},
         "deadlineSeconds":30}"""
            .getBytes(StandardCharsets.UTF_8);
    Command command = PlainCommand.parse(json, NOW);
    assertThat(command.getService()).isEqualTo("temp_monitor");
    assertThat(command.getDeadlineMs()).isEqualTo(NOW.toEpochMilli() + 30_000);
    ResolvedRecord request =
        SenmlPack.parse(command.getRequest().toByteArray()).resolve(NOW, null).get(0);
    assertThat(request.name()).isEqualTo("TempUnitCmd");
    assertThat(request.value()).isEqualTo(new Value.Text("{\"unit\":\"K\"}"));
    assertThatThrownBy(() -> PlainCommand.parse("{\"id\":\"1\"}".getBytes(), NOW))
        .hasMessage("a command has a text command, found null");
  }

  @Test
  void aSegmentIsDeliveredWithTheLastOfItsMessagesAndNeverMoreAreInFlightThanPlaces() {
    PublishQueue queue = new PublishQueue(2);
    Outgoing segment = new Outgoing(7, Lane.DATA, new byte[0]);
    Publication[] messages =
        IntStream.range(0, 3)
            .mapToObj(i -> new Publication(7, "t", new byte[] {(byte) i}))
            .toArray(Publication[]::new);
    queue.add(segment, List.of(messages));
    assertThat(queue.next()).isSameAs(messages[0]);
    assertThat(queue.next()).isSameAs(messages[1]);
    assertThat(queue.next()).isNull();
    assertThat(queue.taken(messages[1])).isFalse();
    assertThat(queue.next()).isSameAs(messages[2]);
    assertThat(queue.taken(messages[0])).isFalse();
    assertThat(queue.taken(messages[2])).isTrue();
  }

  private static Publications publications(Payload payload, String topic, int maxBytes) {
    return new Publications(
        "G1", Publishing.toBroker("G1", payload, topic, "", "", maxBytes), () -> NOW);
  }

  private static List<ResolvedRecord> resolved(Publication message) {
    return SenmlPack.parse(message.payload()).resolve(NOW, null);
  }

  private static ResolvedRecord reading(String name, double value) {
    return ResolvedRecord.of(BASE + name, "Cel", T + value, new Value.Number(value));
  }

  private static ResolvedRecord foreign(String name, double value) {
    return ResolvedRecord.of(name, "", T + value, new Value.Number(value));
  }

  private static Segment.Builder records(List<ResolvedRecord> records) {
    return Segments.content(io.weir.uplink.proto.Lane.LANE_DATA, Kind.KIND_RECORDS, records);
  }

  private static Outgoing outgoing(Segment.Builder content) {
    byte[] wire = Segments.address("G1", UUID.randomUUID(), 1, 1, Segments.seal(content));
    return new Outgoing(1, Lane.DATA, wire);
  }
}
