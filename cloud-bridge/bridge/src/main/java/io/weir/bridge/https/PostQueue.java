package io.weir.bridge.https;

import io.weir.bridge.uplink.Outgoing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Segments that wait for a request to carry them: few requests at a time, and what comes meanwhile
 * goes together in the next. Any thread.
 */
final class PostQueue {
  // 4 requests hide the round trip; each is a connection of its own where there is no HTTP/2
  private static final int MOST_REQUESTS = 4;
  // 256 KiB: half a minute at 64 kbit/s. At least one segment, which may be larger
  private static final int MOST_BYTES = 256 * 1024;
  private static final int MOST_SEGMENTS = 64;

  private final Deque<Outgoing> waiting = new ArrayDeque<>();
  private final Deque<Outgoing> singles = new ArrayDeque<>();
  private int requests;

  synchronized void add(List<Outgoing> segments) {
    waiting.addAll(segments);
  }

  /** Segments of a request that was refused as a whole: each goes alone, before the others. */
  synchronized void addSingly(List<Outgoing> segments) {
    singles.addAll(segments);
  }

  /** The content of one more request, which counts as running; empty if none is to be sent now. */
  synchronized List<Outgoing> begin() {
    List<Outgoing> batch = new ArrayList<>();
    if (requests >= MOST_REQUESTS) {
      return batch;
    }
    if (!singles.isEmpty()) {
      requests++;
      return List.of(singles.pollFirst());
    }
    int bytes = 0;
    while (!waiting.isEmpty() && batch.size() < MOST_SEGMENTS) {
      bytes += waiting.peekFirst().wire().length;
      if (!batch.isEmpty() && bytes > MOST_BYTES) {
        break;
      }
      batch.add(waiting.pollFirst());
    }
    requests += batch.isEmpty() ? 0 : 1;
    return batch;
  }

  synchronized void end() {
    requests--;
  }
}
