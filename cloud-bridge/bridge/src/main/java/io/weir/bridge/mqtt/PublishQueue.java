package io.weir.bridge.mqtt;

import io.weir.bridge.uplink.Outgoing;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages that wait for a place in flight, and how many of each segment the broker has not taken
 * yet. A segment of SenML may be many messages, and the client refuses more than its limit at once.
 * Any thread.
 */
final class PublishQueue {
  private final int places;
  private final Deque<Publication> waiting = new ArrayDeque<>();
  private final Map<Long, Integer> missing = new HashMap<>();
  private int inFlight;

  /**
   * @param places messages in flight at most
   */
  PublishQueue(int places) {
    this.places = places;
  }

  synchronized void add(Outgoing segment, List<Publication> messages) {
    missing.merge(segment.seq(), messages.size(), Integer::sum);
    waiting.addAll(messages);
  }

  /** The next to publish, which then is in flight; null when none waits or there is no place. */
  synchronized Publication next() {
    if (inFlight >= places || waiting.isEmpty()) {
      return null;
    }
    inFlight++;
    return waiting.poll();
  }

  /** The broker has it. Returns whether that was the last of its segment. */
  synchronized boolean taken(Publication message) {
    inFlight--;
    return missing.merge(message.seq(), -1, Integer::sum) == 0
        && missing.remove(message.seq()) != null;
  }
}
