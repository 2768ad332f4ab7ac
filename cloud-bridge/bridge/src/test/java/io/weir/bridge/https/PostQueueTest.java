package io.weir.bridge.https;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bridge.https.PostQueue.Post;
import io.weir.bridge.uplink.Outgoing;
import io.weir.outbox.Lane;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostQueueTest {
  private static final long S = 1_000_000_000;

  private final PostQueue queue = new PostQueue();
  private long now = 1_000 * S;

  @Test
  void fullSegmentsGoOneByOneWhileTheLineIsUnknown() {
    add(Lane.DATA, 60_000, 1, 2, 3);
    Post first = queue.begin(now);
    assertThat(numbers(first)).containsExactly(1L);
    assertThat(numbers(queue.begin(now))).isEmpty();
    now += 60 * S;
    queue.end(first, now);
    assertThat(numbers(queue.begin(now))).containsExactly(2L);
    assertThat(numbers(queue.begin(now))).isEmpty();
  }

  @Test
  void smallOnesShareARequest() {
    add(Lane.DATA, 2_000, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    assertThat(numbers(queue.begin(now))).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    assertThat(numbers(queue.begin(now))).as("beside it").containsExactly(9L, 10L);
  }

  @Test
  void whatIsSmallPassesALargeOneAndWhatComesMeanwhileGoesTogether() {
    add(Lane.DATA, 60_000, 1, 2);
    Post large = queue.begin(now);
    add(Lane.DATA, 300, 3);
    Post small = queue.begin(now);
    assertThat(numbers(small)).containsExactly(3L);
    add(Lane.DATA, 300, 4, 5);
    assertThat(numbers(queue.begin(now))).isEmpty();
    now += 3 * S;
    queue.end(small, now);
    assertThat(numbers(queue.begin(now))).containsExactly(4L, 5L);
    queue.end(large, now);
    assertThat(numbers(queue.begin(now))).containsExactly(2L);
  }

  @Test
  void whatIsUrgentGoesFirstWhateverItsSize() {
    add(Lane.DATA, 60_000, 1, 2);
    Post large = queue.begin(now);
    add(Lane.DATA, 300, 3);
    add(Lane.ALERT, 20_000, 4);
    assertThat(numbers(queue.begin(now))).containsExactly(4L);
    add(Lane.REPLY, 300, 5);
    queue.end(large, now);
    assertThat(numbers(queue.begin(now))).startsWith(5L);
  }

  @Test
  void aFastLineTakesFourFullRequestsAtOnce() {
    add(Lane.DATA, 16_000, 1);
    answeredAtOnce();
    add(Lane.DATA, 60_000, 2);
    answeredAtOnce();
    for (int i = 3; i < 30; i++) {
      add(Lane.DATA, 60_000, i);
    }
    assertThat(numbers(queue.begin(now))).containsExactly(3L, 4L, 5L, 6L);
    assertThat(numbers(queue.begin(now))).hasSize(4);
    assertThat(numbers(queue.begin(now))).hasSize(4);
    assertThat(numbers(queue.begin(now))).hasSize(4);
    assertThat(numbers(queue.begin(now))).isEmpty();
  }

  @Test
  void ofARefusedRequestEachGoesAloneAndBeforeTheOthers() {
    add(Lane.DATA, 100, 1, 2);
    Post refused = queue.begin(now);
    add(Lane.DATA, 100, 3);
    queue.end(refused, now);
    queue.addSingly(refused.segments());
    assertThat(numbers(queue.begin(now))).containsExactly(1L);
    assertThat(numbers(queue.begin(now))).containsExactly(2L);
    assertThat(numbers(queue.begin(now))).containsExactly(3L);
  }

  private void answeredAtOnce() {
    Post post = queue.begin(now);
    now += S / 50;
    queue.end(post, now);
  }

  private void add(Lane lane, int bytes, long... numbers) {
    for (long number : numbers) {
      queue.add(List.of(new Outgoing(number, lane, new byte[bytes])));
    }
  }

  private static List<Long> numbers(Post post) {
    return post.segments().stream().map(Outgoing::seq).toList();
  }
}
