package io.weir.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.broker.Message;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who is there, by what they say. */
class RosterTest {
  private final Roster roster = new Roster(service -> Optional.empty());

  private void hear(String service, String json, long seconds) {
    roster.take(
        Message.of("services." + service + ".heartbeat", json.getBytes(StandardCharsets.UTF_8)),
        TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void aServiceIsShownWithWhatItLastSaid() {
    hear("pump", "{\"state\":\"RUNNING\",\"readings\":1}", 0);
    hear("pump", "{\"state\":\"STUCK\",\"readings\":7}", 10);
    assertThat(roster.plugins(TimeUnit.SECONDS.toNanos(20)).toString())
        .contains("state=STUCK", "readings=7", "service=pump");
  }

  @Test
  void aServiceThatFallsSilentIsCalledSo() {
    hear("pump", "{\"state\":\"RUNNING\"}", 0);
    assertThat(roster.plugins(TimeUnit.SECONDS.toNanos(120)).toString())
        .contains("SILENT", "no heartbeat for 120 s");
  }

  @Test
  void aServiceThatStoppedIsGone() {
    hear("pump", "{\"state\":\"RUNNING\"}", 0);
    hear("pump", "{\"state\":\"STOPPED\"}", 1);
    hear("broken", "not json", 1);
    assertThat(roster.plugins(TimeUnit.SECONDS.toNanos(2)).get("plugins"))
        .isEqualTo(java.util.List.of());
  }
}
