package io.weir.plugin.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.plugin.InvalidArgument;
import io.weir.plugin.Metric;
import io.weir.plugin.Quality;
import io.weir.plugin.Reading;
import io.weir.plugin.Readings;
import io.weir.plugin.SignalFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecorderTest {

  private static final OffsetDateTime NOON = OffsetDateTime.parse("2026-06-01T12:00:00+02:00");
  private static final Clock CLOCK = Clock.fixed(NOON.toInstant(), NOON.getOffset());

  @TempDir Path folder;

  private final List<Reading<?>> put = new ArrayList<>();
  private final Readings bus =
      new Readings() {
        @Override
        public void put(Reading<?> reading) {
          put.add(reading);
        }

        @Override
        public void put(SignalFrame frame) {
          throw new AssertionError("no frame was put");
        }
      };

  @Test
  void valuesArePointsOfNow() {
    TelemManager manager = files();
    Recorder recorder = manager.recorder("m1:temperature");
    recorder.record(21.5);
    recorder.record("warm");
    recorder.record(true);
    assertThat(manager.operations().readSeries("m1:temperature").points())
        .containsExactly(
            TsPoint.of(new TsValue.Num(21.5), NOON),
            TsPoint.of(new TsValue.Text("warm"), NOON),
            TsPoint.of(new TsValue.Bool(true), NOON));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "a,b", "\"", "\"\"", "a\nb", "a\r\nb", "\u20ac\u0000", ",", "\"a\",\n\""})
  void textOfEveryKindComesBack(String text) {
    TelemManager manager = files();
    TsPoint point = TsPoint.of(new TsValue.Text(text), NOON).with(Quality.BAD);
    manager.recorder("a").record(point);
    manager.recorder("a").record(1);
    assertThat(manager.operations().readSeries("a").points()).hasSize(2).startsWith(point);
  }

  @Test
  void metadataIsWrittenWhenItChangesOnly() throws IOException {
    TsMetadata metadata =
        new TsMetadata("id-1", "a", "double", "Cel", "lab", "7", "ref", "x", "{\"k\":1}");
    files().recorder("a").record(metadata);
    Path file = folder.resolve("a.meta.csv");
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));
    TelemManager later = files();
    later.operations().updateMetadata(metadata);
    assertThat(Files.getLastModifiedTime(file).toMillis()).isZero();
    later.recorder("a").record(metadata.in("K"));
    assertThat(Files.getLastModifiedTime(file).toMillis()).isPositive();
    assertThat(files().operations().readMetadata("a")).contains(metadata.in("K"));
  }

  @Test
  void aRecorderIsOfOneSeries() {
    Recorder recorder = files().recorder("a");
    assertThatThrownBy(() -> recorder.record(TsMetadata.of("b", "")))
        .isInstanceOf(InvalidArgument.class);
  }

  @Test
  void aNameHasOneRecorder() {
    TelemManager manager = files();
    assertThat(manager.recorder("a")).isSameAs(manager.recorder("a"));
  }

  @Test
  void queriesAndDeletionsGoByTime() {
    TelemManager manager = files();
    manager.operations().writePoints("a", hours(10));
    OffsetDateTime three = NOON.plusHours(3);
    assertThat(manager.operations().query("a", three, three.plusHours(2)))
        .isEqualTo(hours(10).subList(3, 5));
    assertThat(manager.admin().deletePoints("a", three, three.plusHours(2))).isEqualTo(2);
    assertThat(manager.operations().readSeries("a").points()).hasSize(8);
    manager.admin().deleteSeries("a");
    assertThat(manager.operations().readSeries("a").points()).isEmpty();
  }

  @Test
  void aRenamedSeriesKeepsItsIdAndPoints() {
    TelemManager manager = files();
    manager.operations().writeSeries(new TsSeries(TsMetadata.of("a", "V"), hours(2)));
    manager.operations().writePoints("taken", hours(1));
    assertThatThrownBy(() -> manager.admin().rename("a", "taken"))
        .hasMessage("cannot rename a: there is a series taken");
    manager.admin().rename("a", "b");
    TsSeries series = files().operations().readSeries("b");
    assertThat(series.metadata()).isEqualTo(TsMetadata.of("a", "V").renamed("b"));
    assertThat(series.points()).hasSize(2);
    assertThat(manager.operations().readMetadata("a")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/../../b", "x..", "a/b", "CON", "a.meta"})
  void aNameNeverLeadsOutOfTheFolder(String name) throws IOException {
    files().recorder(name).record(1);
    try (var inside = Files.walk(folder)) {
      assertThat(inside.filter(Files::isRegularFile)).hasSize(1);
    }
  }

  @Test
  void aRowThatWasCutIsLeftOut() throws IOException {
    TelemManager manager = files();
    manager.operations().writePoints("a", hours(2));
    Files.writeString(folder.resolve("a.csv"), "2026-06-01T12:0", StandardOpenOption.APPEND);
    assertThat(manager.operations().readSeries("a").points()).hasSize(2);
    TelemManager afterThePowerCut = files();
    afterThePowerCut.recorder("a").record(3);
    assertThat(afterThePowerCut.operations().readSeries("a").points()).hasSize(3);
  }

  @Test
  void aLineOfInfluxCarriesTableFieldTagsAndNanoseconds() {
    List<String> lines = new ArrayList<>();
    TelemManager manager = TelemManager.of(new LineBackend(lines::add), CLOCK);
    Recorder heat = manager.recorder("m1:heat#heat_1_a_b");
    heat.record(
        new TsMetadata("id", "m1:heat#heat_1_a_b", "double", "Cel", "", "", "ref 1", "", ""));
    heat.record(21.5);
    heat.record("say \"hi\"");
    manager.recorder("door").record(true);
    assertThat(lines)
        .containsExactly(
            "m1:heat,role#heat_1_a_b=ref\\ 1,units#heat_1_a_b=Cel heat_1_a_b=21.5 "
                + NOON.toEpochSecond()
                + "000000000",
            "m1:heat,role#heat_1_a_b=ref\\ 1,units#heat_1_a_b=Cel heat_1_a_b=\"say \\\"hi\\\"\" "
                + NOON.toEpochSecond()
                + "000000000",
            "door value=true " + NOON.toEpochSecond() + "000000000");
  }

  @Test
  void manyThreadsRecordAtOnce() {
    TelemManager manager = files();
    IntStream.range(0, 4_000).parallel().forEach(i -> manager.recorder("s" + i % 3).record(i));
    int points =
        IntStream.range(0, 3)
            .map(i -> manager.operations().readSeries("s" + i).points().size())
            .sum();
    assertThat(points).isEqualTo(4_000);
  }

  @Test
  void theBusGetsReadings() {
    TelemManager manager = TelemManager.of(Map.of(), bus);
    manager.recorder("a").record(TsMetadata.of("a", "V"));
    manager.recorder("a").record(TsPoint.of(new TsValue.Num(1), NOON).with(Quality.UNCERTAIN));
    assertThat(put).hasSize(2);
    assertThat(put.get(0).metric()).isEqualTo(Metric.text("a:metadata"));
    assertThat(put.get(0).value()).asString().contains("units=V\n");
    Instant noon = NOON.withOffsetSameInstant(ZoneOffset.UTC).toInstant();
    assertThat(put.get(1))
        .isEqualTo(new Reading<>(Metric.number("a", "V"), 1.0, Quality.UNCERTAIN, noon));
  }

  @Test
  void whatABackEndCannotDoItSays() {
    TelemManager log = TelemManager.of(Map.of("backend", "log", "log.level", "DEBUG"), bus);
    log.recorder("a").record(1);
    assertThatThrownBy(() -> log.operations().readSeries("a"))
        .isInstanceOf(RecordException.class)
        .hasMessage("LogConnection never reads: use another back end, file for one");
    assertThatThrownBy(() -> TelemManager.of(Map.of("backend", "tape"), bus))
        .hasMessage("backend must be bus, log or file, was tape");
    assertThatThrownBy(() -> new LogBackend(Map.of("log.level", "LOUD")))
        .hasMessageContaining("was LOUD");
  }

  @Test
  void aConnectionCanBeReplacedInATest() {
    List<String> lines = new ArrayList<>();
    Connection<String> fake =
        new Connection<>() {
          @Override
          public void write(String series, List<String> points) {
            lines.addAll(points);
          }

          @Override
          public void describe(String series, TsMetadata metadata) {
            lines.add(series + " in " + metadata.units());
          }
        };
    TelemManager manager = TelemManager.of(new LogBackend(fake), CLOCK);
    manager.recorder("a").record(TsMetadata.of("a", "V"));
    manager.recorder("a").record(1.5);
    manager.recorder("a").record("two\nlines");
    assertThat(lines)
        .containsExactly(
            "a in V", "a 2026-06-01T12:00+02:00 1.5 V", "a 2026-06-01T12:00+02:00 \"two lines\" V");
  }

  private TelemManager files() {
    return TelemManager.of(new FileBackend(folder), CLOCK);
  }

  private static List<TsPoint> hours(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> TsPoint.of(new TsValue.Num(i), NOON.plusHours(i)))
        .toList();
  }
}
