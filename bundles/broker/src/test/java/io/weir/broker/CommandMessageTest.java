package io.weir.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandMessageTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final byte[] PACK = "[]".getBytes(StandardCharsets.UTF_8);
  private final List<Message> sent = new ArrayList<>();
  private final Bus bus =
      (Bus)
          Proxy.newProxyInstance(
              Bus.class.getClassLoader(),
              new Class<?>[] {Bus.class},
              (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("send");
                sent.add((Message) arguments[0]);
                return null;
              });

  @Test
  void theAnswerGoesToWhoAskedAndToWhoListensWithTheId() {
    command(Map.of("Weir-Command-Id", "c-1"), "_INBOX.app.7").answer(bus, "config", PACK);
    assertThat(sent)
        .extracting(Message::subject)
        .containsExactly("commands.config.res", "_INBOX.app.7");
    assertThat(sent)
        .allSatisfy(
            message -> {
              assertThat(message.header("Weir-Command-Id")).contains("c-1");
              assertThat(message.payload()).isEqualTo(PACK);
            });
  }

  @Test
  void whoDoesNotAskForAnAnswerGetsNone() {
    command(Map.of(), null).answer(bus, "config", PACK);
    assertThat(sent).extracting(Message::subject).containsExactly("commands.config.res");
    assertThat(sent.get(0).headers()).isEmpty();
  }

  @Test
  void itIsExpiredAfterItsDeadlineInAnyZone() {
    assertThat(command(Map.of(), null).expired(NOW)).isFalse();
    assertThat(deadline("2026-11-21T10:00:00Z").expired(NOW)).isFalse();
    assertThat(deadline("2026-11-21T09:59:59Z").expired(NOW)).isTrue();
    assertThat(deadline("2026-11-21T11:00:30+01:00").expired(NOW)).isFalse();
    assertThatThrownBy(() -> deadline("tomorrow").expired(NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Weir-Deadline must be a time like 2027-01-01T00:00:00Z, was 'tomorrow'");
  }

  private static CommandMessage deadline(String text) {
    return command(Map.of("Weir-Deadline", text), null);
  }

  private static CommandMessage command(Map<String, String> headers, String replyTo) {
    return new CommandMessage(new Message("commands.config.req", headers, PACK, replyTo));
  }
}
