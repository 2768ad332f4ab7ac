package io.weir.broker.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.broker.Message;
import org.junit.jupiter.api.Test;

class PublishQueueTest {
  private final PublishQueue queue = new PublishQueue(10_000, "me");

  @Test
  void whatFailedIsSentBeforeWhatWasNeverSentAndUnderTheSameId() {
    offer(1, 2, 3);
    Outgoing first = queue.take(0);
    Outgoing second = queue.take(0);
    queue.failed(second);
    queue.failed(first);

    assertThat(queue.take(0).message.header("Nats-Msg-Id")).hasValue("me:1");
    assertThat(queue.take(0).message.header("Nats-Msg-Id")).hasValue("me:2");
    assertThat(queue.take(0).message.header("Nats-Msg-Id")).hasValue("me:3");
    assertThat(queue.stats().repeated()).isEqualTo(2);
  }

  @Test
  void anIdThatTheMessageAlreadyHasIsKept() {
    queue.offer(Message.of("events.data", new byte[1]).withHeader("Nats-Msg-Id", "mine"));

    assertThat(queue.take(0).message.header("Nats-Msg-Id")).hasValue("mine");
  }

  @Test
  void aFullQueueRefusesAndCountsAndTakesAgainWhenOneIsGone() {
    Message big = Message.of("events.data", new byte[4_000]);
    assertThat(queue.offer(big)).isTrue();
    assertThat(queue.offer(big)).isTrue();
    assertThat(queue.offer(big)).isFalse();
    assertThat(queue.stats().refused()).isEqualTo(1);

    queue.acknowledged(queue.take(0));

    assertThat(queue.offer(big)).isTrue();
    // a refused message uses up no number: the recorder counts on a dense sequence
    queue.take(0);
    assertThat(queue.take(0).message.header("Nats-Msg-Id")).hasValue("me:3");
  }

  @Test
  void anAnswerThatNeverCameExpires() {
    offer(1);
    queue.take(0);
    assertThat(queue.expire(PublishQueue.ANSWER_NANOS)).isZero();
    assertThat(queue.expire(PublishQueue.ANSWER_NANOS + 1)).isEqualTo(1);
    assertThat(queue.take(0)).isNotNull();
  }

  @Test
  void aLateAnswerToAnEarlierSendCountsOnce() {
    offer(1);
    Outgoing one = queue.take(0);
    queue.connectionLost();

    queue.acknowledged(one);
    queue.acknowledged(one);
    queue.failed(one);

    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.stats().acknowledged()).isEqualTo(1);
    assertThat(queue.stats().waitingBytes()).isZero();
  }

  @Test
  void theWindowIsBounded() {
    PublishQueue large = new PublishQueue(1 << 20, "me");
    for (int i = 0; i < PublishQueue.WINDOW_MESSAGES + 1; i++) {
      large.offer(Message.of("events.data", new byte[1]));
    }
    Outgoing first = large.take(0);
    for (int i = 1; i < PublishQueue.WINDOW_MESSAGES; i++) {
      assertThat(large.take(0)).isNotNull();
    }
    assertThat(large.take(0)).isNull();
    large.acknowledged(first);
    assertThat(large.take(0)).isNotNull();
  }

  private void offer(int... payloads) {
    for (int payload : payloads) {
      assertThat(queue.offer(Message.of("events.data", new byte[] {(byte) payload}))).isTrue();
    }
  }
}
