package io.weir.bridge.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weir.bridge.FakeBus;
import io.weir.bridge.FakeOutbox;
import io.weir.broker.Message;
import io.weir.outbox.Batch;
import io.weir.outbox.Draft;
import io.weir.outbox.Entry;
import io.weir.outbox.Lane;
import io.weir.outbox.SeqRange;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import io.weir.uplink.Segments;
import io.weir.uplink.proto.Kind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HistoryAnswersTest {
  private static final String BASE = "urn:cpt:device:sn:G1:";
  private static final long START = 1_770_000_000;

  private final FakeBus bus = new FakeBus();
  private final FakeOutbox outbox = new FakeOutbox();

  @BeforeEach
  void tenMinutesOfReadings() {
    InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(START + 600));
    new HistoryAnswers(bus, outbox, BASE, () -> Set.of("cloud"), clock);
    for (int minute = 0; minute < 10; minute++) {
      List<ResolvedRecord> records = new ArrayList<>();
      for (int second = 0; second < 60; second++) {
        double time = START + 60 * minute + second;
        records.add(ResolvedRecord.of(BASE + "cpu", "%", time, Value.of(second)));
        records.add(ResolvedRecord.of("urn:other", "", time, new Value.Text("x")));
      }
      byte[] kept = Segments.records(io.weir.uplink.proto.Lane.LANE_DATA, records);
      long first = (START + 60L * minute) * 1_000_000;
      outbox.append(
          Batch.of(
              Draft.of(Lane.DATA, Kind.KIND_RECORDS_VALUE, kept, 120, first, first + 59_000_000)));
    }
    // the cloud has it all: what is answered comes from what is kept
    outbox.acknowledge("cloud", List.of(new SeqRange(1, 10)));
  }

  @Test
  void theLastHourIsAnsweredByDefault() throws Exception {
    assertThat(records(ask("agent.history", "{\"name\":\"cpu\"}"))).hasSize(600);
  }

  @Test
  void aNameAndARangeAreHonouredToTheSecond() throws Exception {
    String request = "{\"name\":\"cpu\",\"from\":" + (START + 30) + ",\"to\":" + (START + 89) + "}";
    List<Map<String, Object>> records = records(ask("agent.history", request));
    assertThat(records).hasSize(60);
    assertThat(records.get(0)).containsEntry("name", "cpu").containsEntry("unit", "%");
    assertThat(((Number) records.get(0).get("value")).doubleValue()).isEqualTo(30);
  }

  @Test
  void anEntryThatCannotBeReadCostsItselfOnly() throws Exception {
    long micros = (START + 599) * 1_000_000;
    int records = Kind.KIND_RECORDS_VALUE;
    outbox.append(
        Batch.of(
            Draft.of(Lane.DATA, records, new byte[] {1, 2, 3}, 1, micros, micros),
            Draft.of(Lane.DATA, records, body(new byte[] {9, 9, 9}), 1, micros, micros),
            Draft.gap(Lane.DATA, 1, micros, micros, "drop-oldest")));
    assertThat(records(ask("agent.history", "{\"name\":\"cpu\"}"))).hasSize(600);
  }

  private static byte[] body(byte[] noRecords) {
    return io.weir.uplink.proto.Segment.newBuilder()
        .setBody(com.google.protobuf.ByteString.copyFrom(noRecords))
        .build()
        .toByteArray();
  }

  @Test
  void aRequestThatIsNoObjectIsAnswered() throws Exception {
    assertThat(ask("agent.history", "null")).containsKey("error");
    assertThat(ask("agent.history", "{\"from\":\"+1000000000-01-01T00:00:00Z\"}"))
        .containsKey("error");
  }

  @Test
  void pagesFollowEachOtherWithoutAHole() throws Exception {
    long after = 0;
    int all = 0;
    int pages = 0;
    do {
      Map<String, Object> page = ask("agent.history", "{\"limit\":200,\"after\":" + after + "}");
      all += records(page).size();
      after = page.get("next") instanceof Number next ? next.longValue() : 0;
      pages++;
    } while (after > 0);
    assertThat(all).isEqualTo(1_200);
    assertThat(pages).isGreaterThan(3);
  }

  @Test
  void whatNoMessageHoldsIsSaidSo() throws Exception {
    List<ResolvedRecord> large = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Value text = new Value.Text("y".repeat(60_000));
      large.add(ResolvedRecord.of(BASE + "log", "", START + 599, text));
    }
    byte[] kept = Segments.records(io.weir.uplink.proto.Lane.LANE_DATA, large);
    long time = (START + 599) * 1_000_000;
    outbox.append(Batch.of(Draft.of(Lane.DATA, Kind.KIND_RECORDS_VALUE, kept, 5, time, time)));
    assertThat(ask("agent.history", "{\"name\":\"log\"}").get("error").toString())
        .contains("262144");
  }

  @Test
  void aRangeIsSentAgainOnRequest() throws Exception {
    assertThat(outbox.waiting()).isEmpty();
    String request = "{\"from\":" + START + ",\"to\":" + (START + 119) + "}";
    assertThat(((Number) ask("agent.resend", request).get("entries")).intValue()).isEqualTo(2);
    assertThat(outbox.waiting()).extracting(Entry::seq).containsExactly(1L, 2L);
  }

  @Test
  void nonsenseIsAnsweredWithWhatIsWrong() throws Exception {
    assertThat(ask("agent.history", "{\"limit\":-1}").get("error").toString()).contains("limit");
    assertThat(ask("agent.history", "{\"from\":\"yesterday\"}")).containsKey("error");
    assertThat(ask("agent.history", "[1")).containsKey("error");
    assertThat(
            ask("agent.resend", "{\"from\":1,\"to\":2,\"link\":\"nosuch\"}")
                .get("error")
                .toString())
        .startsWith("link must be one of ")
        .endsWith(", was nosuch");
    assertThat(ask("agent.resend", "{\"from\":9,\"to\":1}").get("entries")).isEqualTo(0);
  }

  private Map<String, Object> ask(String subject, String request) throws Exception {
    int before = bus.sent("_INBOX.test").size();
    bus.deliver(subject, new Message(subject, Map.of(), request.getBytes(UTF_8), "_INBOX.test"));
    assertThat(bus.sent("_INBOX.test")).hasSize(before + 1);
    byte[] answer = bus.sent("_INBOX.test").get(before).payload();
    assertThat(answer).hasSizeLessThan(256 * 1024);
    return JSON.std.mapFrom(answer);
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> records(Map<String, Object> answer) {
    return (List<Map<String, Object>>) answer.get("records");
  }
}
