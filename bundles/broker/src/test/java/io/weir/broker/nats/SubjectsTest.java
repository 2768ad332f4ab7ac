package io.weir.broker.nats;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.broker.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "commands.*.req",
        "commands.>",
        "commands.a>b.req",
        "commands..req",
        ".commands",
        "commands.",
        "commands.a b.req",
        "commands.a\r\nPUB x.req",
        "commands.\u00e9.req",
        "commands.\u0000.req"
      })
  void aSubjectThatMustNotBeSentToIsRefused(String subject) {
    assertThatThrownBy(() -> Subjects.requireSendable(Message.of(subject, new byte[0])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("subject must");
  }

  @Test
  void wildcardsAreForSubscriptionsOnly() {
    assertThatCode(() -> Subjects.requireSubject("commands.*.req", true))
        .doesNotThrowAnyException();
    assertThatCode(() -> Subjects.requireSubject("agent.>", true)).doesNotThrowAnyException();
  }

  @Test
  void aPayloadOver256KiBIsRefused() {
    assertThatCode(() -> Subjects.requireSendable(Message.of("events.data", new byte[256 << 10])))
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () -> Subjects.requireSendable(Message.of("events.data", new byte[(256 << 10) + 1])))
        .hasMessage("payload must be at most 262144 bytes, was 262145 for events.data");
  }

  @Test
  void onlyTheStreamsSubjectsArePublished() {
    assertThatThrownBy(() -> Subjects.requireInStream(Message.of("events.other", new byte[0])))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
