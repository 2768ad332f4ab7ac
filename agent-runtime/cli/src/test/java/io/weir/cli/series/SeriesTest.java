package io.weir.cli.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.broker.BusException;
import io.weir.broker.Message;
import io.weir.plugin.Quality;
import io.weir.plugin.record.BusBackend;
import io.weir.plugin.record.RecordException;
import io.weir.plugin.record.TelemManager;
import io.weir.plugin.record.TsMetadata;
import io.weir.plugin.record.TsPoint;
import io.weir.plugin.record.TsValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Points from files to the broker, without a broker. */
class SeriesTest {
  @TempDir private Path folder;
  private final List<Line> points = new ArrayList<>();
  private final List<String> bad = new ArrayList<>();
  private final List<Message> sent = new ArrayList<>();

  private void read(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    new SeriesFile(file, name.endsWith(".json")).read(points::add, e -> bad.add(e.getMessage()));
  }

  @Test
  void aBadLineIsToldWithItsPlaceAndItsNeighboursAreRead() throws IOException {
    read(
        "a.csv",
        "time,value,quality\n2026-01-01T00:00:00Z,1.5,good\nyesterday,2,good\n\n1700000000.25,x,great\n1,2,3,4\n3,true,bad\n");
    assertThat(points).hasSize(2);
    assertThat(points.get(1).point().quality()).isEqualTo(Quality.BAD);
    assertThat(bad)
        .containsExactly(
            "line 3, time: expected a time like 2026-01-31T12:00:00Z, or seconds since 1970, found 'yesterday'",
            "line 5, quality: expected good, uncertain or bad, found 'great'",
            "line 6, columns: expected time,value,quality, found '1,2,3,4'");
  }

  @Test
  void whatARecordersFileBackEndWroteIsRead() throws IOException {
    TelemManager.of(new io.weir.plugin.record.FileBackend(folder))
        .operations()
        .writePoints(
            "tank:level",
            List.of(
                TsPoint.of(
                    new TsValue.Text("a \"q\",\nb"),
                    OffsetDateTime.parse("2026-01-01T01:00+01:00")),
                TsPoint.of(new TsValue.Num(1e-3), OffsetDateTime.parse("2026-01-01T00:00:01Z"))));
    try (var files = Files.list(folder)) {
      Path csv = files.filter(f -> !f.toString().contains("meta")).findFirst().orElseThrow();
      new SeriesFile(csv, false).read(points::add, e -> bad.add(e.getMessage()));
    }
    assertThat(bad).isEmpty();
    assertThat(points)
        .extracting(line -> line.point().value())
        .containsExactly(new TsValue.Text("a \"q\",\nb"), new TsValue.Num(0.001));
  }

  @Test
  void jsonKeepsTypesAndNamesTheSeries() throws IOException {
    read(
        "a.json",
        "{\"name\":\"a:b\",\"time\":\"2026-01-01T00:00:00Z\",\"value\":\"12\",\"unit\":\"V\"}\n[1]\n{\"time\":1,\"value\":null}\n");
    assertThat(points.get(0).point().value()).isEqualTo(new TsValue.Text("12"));
    assertThat(points.get(0).unit()).isEqualTo("V");
    assertThat(bad.get(0)).startsWith("line 2, object: expected a JSON object a line");
  }

  @Test
  void whatIsNotAnsweredIsSentAgainUnderTheSameIdAndAFullStreamIsWaitedFor() {
    List<String> answers =
        new ArrayList<>(List.of("", "{\"error\":{\"description\":\"maximum bytes exceeded\"}}"));
    AcknowledgedBus bus =
        new AcknowledgedBus(
            (message, patience) -> {
              sent.add(message);
              String answer = answers.isEmpty() ? "{\"seq\":1}" : answers.remove(0);
              if (answer.isEmpty()) {
                throw new BusException("no answer");
              }
              return Message.of("_INBOX", answer.getBytes(StandardCharsets.UTF_8));
            },
            Duration.ofSeconds(30));
    var operations = TelemManager.of(new BusBackend(bus)).operations();
    operations.updateMetadata(TsMetadata.of("tank#level", "%"));
    operations.writePoints(
        "tank#level",
        Collections.nCopies(
            1_200,
            TsPoint.of(new TsValue.Num(1), OffsetDateTime.parse("2026-01-01T00:00:00.123456Z"))));
    assertThat(sent).hasSize(6); // the metadata three times, and three packs
    assertThat(sent.stream().map(m -> m.header("Nats-Msg-Id").orElseThrow()).distinct()).hasSize(4);
    assertThat(new String(sent.get(3).payload(), StandardCharsets.UTF_8))
        .startsWith("[{\"n\":\"tank:level\",\"t\":1767225600.123456,\"u\":\"%\",\"v\":1.0}");
  }

  @Test
  void aBrokerThatNeverStoresIsGivenUpWithTheReason() {
    AcknowledgedBus bus =
        new AcknowledgedBus(
            (message, patience) -> {
              throw new BusException("nobody listens");
            },
            Duration.ZERO);
    assertThatThrownBy(() -> bus.describe("a", TsMetadata.of("a", "")))
        .isInstanceOf(RecordException.class)
        .hasMessageContaining("nobody listens");
  }
}
