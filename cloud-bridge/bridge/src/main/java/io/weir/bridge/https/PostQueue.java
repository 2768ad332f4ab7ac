package io.weir.bridge.https;

import io.weir.bridge.uplink.Outgoing;
import io.weir.outbox.Lane;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Segments that wait for a request to carry them: few requests at a time, and what comes meanwhile
 * goes together in the next. What is urgent goes first, and what is small goes beside a large one
 * that takes its time. Any thread; takes the time in nanoseconds of the monotonic clock.
 */
final class PostQueue {
  private static final int MOST_SEGMENTS = 64;

  private final Deque<Outgoing> singles = new ArrayDeque<>();
  private final Deque<Outgoing> urgent = new ArrayDeque<>();
  private final Deque<Outgoing> waiting = new ArrayDeque<>();
  private final RequestPace pace = new RequestPace();
  private int large;
  private int small;

  /**
   * Segments of one request.
   *
   * @param segments none if nothing is to be sent now
   * @param beside whether it is one of those that go beside the large ones
   * @param begunAt when it left
   */
  record Post(List<Outgoing> segments, boolean beside, long begunAt) {}

  synchronized void add(List<Outgoing> segments) {
    for (Outgoing segment : segments) {
      boolean hurries = segment.lane() == Lane.REPLY || segment.lane() == Lane.ALERT;
      (hurries ? urgent : waiting).add(segment);
    }
  }

  /** Segments of a request that was refused as a whole: each goes alone, before the others. */
  synchronized void addSingly(List<Outgoing> segments) {
    singles.addAll(segments);
  }

  /** The content of one more request, which counts as running; empty if none is to be sent now. */
  synchronized Post begin(long now) {
    List<Outgoing> segments = List.of();
    boolean beside = large >= pace.large() || !moreThanSmall();
    if (!beside) {
      segments = next(pace.bytes());
      large++;
    } else if (small < pace.small()) {
      segments = small();
      small += segments.isEmpty() ? 0 : 1;
    }
    return new Post(segments, beside, now);
  }

  private boolean moreThanSmall() {
    long bytes = 0;
    Iterator<Outgoing> all =
        singles.isEmpty()
            ? Stream.concat(urgent.stream(), waiting.stream()).iterator()
            : List.of(singles.peek()).iterator();
    while (all.hasNext() && bytes <= RequestPace.SMALL) {
      bytes += all.next().wire().length;
    }
    return bytes > RequestPace.SMALL;
  }

  /** The first in line, up to so many bytes, and one whatever its size. */
  private List<Outgoing> next(int most) {
    if (!singles.isEmpty()) {
      return List.of(singles.poll());
    }
    List<Outgoing> batch = new ArrayList<>();
    for (Deque<Outgoing> line : List.of(urgent, waiting)) {
      while (!line.isEmpty() && takes(batch, line.peek(), most)) {
        batch.add(line.poll());
      }
    }
    return batch;
  }

  private static boolean takes(List<Outgoing> batch, Outgoing segment, int most) {
    return batch.isEmpty()
        || (batch.size() < MOST_SEGMENTS && bytes(batch) + segment.wire().length <= most);
  }

  /** What goes beside a large one: what is urgent, and whatever is small. */
  private List<Outgoing> small() {
    int most = RequestPace.SMALL;
    if (!singles.isEmpty() && singles.peek().wire().length <= most) {
      return List.of(singles.poll());
    }
    List<Outgoing> batch = new ArrayList<>();
    while (!urgent.isEmpty() && takes(batch, urgent.peek(), most)) {
      batch.add(urgent.poll());
    }
    Iterator<Outgoing> all = waiting.iterator();
    while (all.hasNext()) {
      Outgoing segment = all.next();
      if (segment.wire().length <= most && takes(batch, segment, most)) {
        batch.add(segment);
        all.remove();
      }
    }
    return batch;
  }

  private static int bytes(Collection<Outgoing> segments) {
    return segments.stream().mapToInt(segment -> segment.wire().length).sum();
  }

  /** The request was answered. */
  synchronized void end(Post post, long now) {
    large -= post.beside() ? 0 : 1;
    small -= post.beside() ? 1 : 0;
    pace.answered(bytes(post.segments()), now - post.begunAt(), now);
  }
}
