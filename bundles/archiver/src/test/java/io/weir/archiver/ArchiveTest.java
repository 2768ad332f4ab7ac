package io.weir.archiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.plugin.Quality;
import io.weir.plugin.record.FileBackend;
import io.weir.plugin.record.Operations;
import io.weir.plugin.record.TelemManager;
import io.weir.plugin.record.TsValue;
import io.weir.senml.SenmlPack;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs into CSV files, by each of the rules. */
class ArchiveTest {
  private static final String BASE = "urn:cpt:device:sn:A-1:";
  @TempDir private Path folder;
  private Operations operations;

  @BeforeEach
  void open() {
    operations = TelemManager.of(new FileBackend(folder)).operations();
  }

  private Archive archive(Rule.Trigger trigger, double threshold, int burst) {
    Rule rule = new Rule(trigger, threshold, Duration.ofSeconds(10), burst, Duration.ofSeconds(1));
    return new Archive(operations, rule, "tank:*", BASE);
  }

  private static void take(Archive archive, String pack) {
    archive.take(
        SenmlPack.parse(pack.getBytes(StandardCharsets.UTF_8)).resolve(Instant.now(), BASE));
  }

  private static void level(Archive archive, double time, double value) {
    take(
        archive,
        "[{\"n\":\"tank:level\",\"u\":\"%\",\"t\":"
            + (1_700_000_000 + time)
            + ",\"v\":"
            + value
            + "}]");
  }

  private List<Double> levels() {
    return operations.readSeries("tank:level").points().stream()
        .map(point -> ((TsValue.Num) point.value()).value())
        .toList();
  }

  @Test
  void everyPointIsRecordedWithUnitTypeAndQuality() {
    Archive archive = archive(Rule.Trigger.EVERY, 0, 0);
    level(archive, 0.25, 1);
    level(archive, 1, 1);
    take(
        archive,
        "[{\"bn\":\""
            + BASE
            + "\",\"n\":\"tank:open\",\"t\":1.7e9,\"vb\":true,\"q\":\"bad\"},{\"n\":\"pump:on\",\"t\":1.7e9,\"vb\":true},{\"n\":\"tank:raw\",\"t\":1.7e9,\"vd\":\"AA\"}]");
    assertThat(levels()).containsExactly(1.0, 1.0);
    assertThat(operations.readMetadata("tank:level").orElseThrow().units()).isEqualTo("%");
    assertThat(operations.readSeries("tank:level").points().get(0).mtime().toInstant())
        .isEqualTo(Instant.ofEpochMilli(1_700_000_000_250L));
    assertThat(operations.readSeries("tank:open").points().get(0).quality()).isEqualTo(Quality.BAD);
    assertThat(operations.readSeries("pump:on").points()).isEmpty();
    assertThat(archive.unfit()).isEqualTo(1);
  }

  @Test
  void aThresholdHoldsBackWhatHardlyMovesFromWhatWasRecorded() {
    Archive archive = archive(Rule.Trigger.THRESHOLD, 1, 0);
    for (double value : new double[] {5, 5.4, 5.8, 6.0, 6.5, 4.9}) {
      level(archive, value, value);
    }
    assertThat(levels()).containsExactly(5.0, 6.0, 4.9);
  }

  @Test
  void aPeriodTakesOneInAWhileAndAClockThatIsSetBackDoesNotStopIt() {
    Archive archive = archive(Rule.Trigger.PERIOD, 0, 0);
    level(archive, 0, 1);
    level(archive, 9, 2);
    level(archive, 10, 3);
    level(archive, -100_000, 4);
    assertThat(levels()).containsExactly(1.0, 3.0, 4.0);
  }

  @Test
  void eitherIsAChangeOrThePeriod() {
    Archive archive = archive(Rule.Trigger.EITHER, 1, 0);
    level(archive, 0, 1);
    level(archive, 1, 1.5);
    level(archive, 2, 3);
    level(archive, 12, 3.1);
    assertThat(levels()).containsExactly(1.0, 3.0, 3.1);
  }

  @Test
  void aBurstIsCutAndCounted() {
    Archive archive = archive(Rule.Trigger.EVERY, 0, 3);
    for (int i = 0; i < 10; i++) {
      level(archive, i * 0.1, i);
    }
    level(archive, 1.05, 10);
    assertThat(levels()).containsExactly(0.0, 1.0, 2.0, 10.0);
    assertThat(archive.bursts()).isEqualTo(7);
  }

  @Test
  void aRuleThatDoesNotFitNamesItsKey() {
    assertThatThrownBy(() -> archive(Rule.Trigger.THRESHOLD, -1, 0))
        .hasMessageContaining("threshold");
  }
}
