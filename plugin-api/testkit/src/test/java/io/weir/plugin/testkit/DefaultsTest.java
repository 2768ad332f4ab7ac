package io.weir.plugin.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DefaultsTest {

  @interface Config {
    long poll_time_ms() default 30_000;

    int my__port() default 7;

    double factor();

    boolean on();

    String host();

    String[] names();

    TimeUnit unit() default TimeUnit.SECONDS;
  }

  @Test
  void whatHasADefaultHasItAndTheRestIsEmpty() {
    Config config = Defaults.of(Config.class);
    assertThat(config.poll_time_ms()).isEqualTo(30_000);
    assertThat(config.factor()).isZero();
    assertThat(config.on()).isFalse();
    assertThat(config.host()).isNull();
    assertThat(config.names()).isEmpty();
    assertThat(config.unit()).isEqualTo(TimeUnit.SECONDS);
    assertThat(config.annotationType()).isEqualTo(Config.class);
    assertThat(config).hasToString(config.toString()).isEqualTo(config);
  }

  @Test
  void valuesGoByElementOrPropertyAndMayBeText() {
    Config config =
        Defaults.of(
            Config.class,
            Map.of(
                "poll.time.ms",
                " 100",
                "my_port",
                8,
                "factor",
                "2.5",
                "on",
                "true",
                "host",
                "h",
                "names",
                List.of("a", "b"),
                "unit",
                "DAYS"));
    assertThat(config.poll_time_ms()).isEqualTo(100);
    assertThat(config.my__port()).isEqualTo(8);
    assertThat(config.factor()).isEqualTo(2.5);
    assertThat(config.on()).isTrue();
    assertThat(config.host()).isEqualTo("h");
    assertThat(config.names()).containsExactly("a", "b");
    assertThat(config.unit()).isEqualTo(TimeUnit.DAYS);
    assertThat(Defaults.with(Config.class, "poll_time_ms", 5).poll_time_ms()).isEqualTo(5);
  }

  @Test
  void aMisspeltKeyAndAValueThatDoesNotFitAreRefused() {
    assertThatThrownBy(() -> Defaults.with(Config.class, "poll_ms", 1))
        .hasMessageContaining("no element poll_ms");
    assertThatThrownBy(() -> Defaults.with(Config.class, "poll_time_ms", "soon"))
        .hasMessage("poll_time_ms must be a long, was soon");
    assertThatThrownBy(() -> Defaults.with(Config.class, "unit", "FORTNIGHTS"))
        .hasMessageContaining("unit must be a TimeUnit");
  }
}
