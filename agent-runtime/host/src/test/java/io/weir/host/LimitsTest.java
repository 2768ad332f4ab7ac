package io.weir.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LimitsTest {

  @Test
  void aPluginsOwnConfigurationWinsForWhatItNames() {
    Limits own =
        Bench.LIMITS.with(
            Map.of(
                "budget.cpu.percent",
                "80",
                "budget.command.ms",
                500L,
                "poll.time.ms",
                7,
                "x",
                "y"));
    assertThat(own.cpuPercent()).isEqualTo(80);
    assertThat(own.command()).isEqualTo(Duration.ofMillis(500));
    assertThat(own.threads()).isEqualTo(Bench.LIMITS.threads());
    assertThat(Bench.LIMITS.with(Map.of())).isEqualTo(Bench.LIMITS);
  }

  @Test
  void whatDoesNotFitIsRefusedByItsKey() {
    assertThatThrownBy(() -> Bench.LIMITS.with(Map.of("budget.threads", "many")))
        .hasMessage("budget.threads must be a whole number of 1 to 999999999, was \"many\"");
    assertThatThrownBy(() -> Bench.LIMITS.with(Map.of("budget.cpu.percent", "101")))
        .hasMessage("cpu.percent must be at most 100, was 101");
    assertThatThrownBy(() -> Bench.LIMITS.with(Map.of("budget.cpu", "50")))
        .hasMessageStartingWith("there is no budget.cpu in a plugin's configuration")
        .hasMessageContaining("budget.cpu.percent");
  }

  @Test
  void theyAreHandedToAnotherHostWhole() {
    Map<String, Object> handed = Bench.LIMITS.asConfiguration();
    assertThat(handed).hasSize(Limits.class.getRecordComponents().length);
    assertThat(handed).containsEntry("allocation.mb.per.second", 32L);
  }

  @Test
  void isolationIsProcessOrNone() {
    assertThat(Isolation.of(Map.of()).process()).isFalse();
    assertThat(Isolation.of(Map.of("isolation", "none")).process()).isFalse();
    assertThat(Isolation.of(Map.of("isolation", "process", "isolation.memory.mb", "48")))
        .isEqualTo(new Isolation(true, 48));
    assertThatThrownBy(() -> Isolation.of(Map.of("isolation", "container")))
        .hasMessage("isolation must be process or none, was \"container\"");
    assertThatThrownBy(() -> Isolation.of(Map.of("isolation.memory.mb", "4")))
        .hasMessage("isolation.memory.mb must be at least 8, was 4");
  }
}
