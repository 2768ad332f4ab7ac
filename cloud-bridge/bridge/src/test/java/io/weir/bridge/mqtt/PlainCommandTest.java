package io.weir.bridge.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.uplink.proto.Command;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainCommandTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "7",
        "{",
        "{}",
        "null",
        "{'id':1,'service':'s','command':'c'}",
        "{'id':'1','service':['s'],'command':'c'}",
        "{'id':'1','service':'s','command':null}",
        "{'id':' ','service':'s','command':'c'}"
      })
  void whatIsNoCommandIsRefused(String json) {
    assertThatThrownBy(() -> parse(json)).isInstanceOf(IOException.class);
  }

  @Test
  void aCommandThatIsTooLargeOrTooDeepIsRefused() {
    assertThatThrownBy(() -> PlainCommand.parse(new byte[300_000], NOW))
        .hasMessageContaining("at most 262144 bytes");
    assertThatThrownBy(() -> parse("{'id':'1','arguments':" + "[".repeat(100_000)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void unknownFieldsMeanNothing() throws IOException {
    assertThat(parse("{'id':'1','service':'s','command':'c','x':[1]}").getDeadlineMs()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e300", "9223372036854775807", "99999999999999999999"})
  void aDeadlineForEverIsInTheFuture(String seconds) throws IOException {
    assertThat(deadline(seconds)).isGreaterThan(NOW.plusSeconds(1_000_000).toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "-1e300"})
  void aDeadlineInThePastIsInThePast(String seconds) throws IOException {
    assertThat(deadline(seconds)).isBetween(1L, NOW.toEpochMilli());
  }

  private static long deadline(String seconds) throws IOException {
    return parse("{'id':'1','service':'s','command':'c','deadlineSeconds':" + seconds + "}")
        .getDeadlineMs();
  }

  private static Command parse(String json) throws IOException {
    return PlainCommand.parse(json.replace('\'', '"').getBytes(UTF_8), NOW);
  }
}
