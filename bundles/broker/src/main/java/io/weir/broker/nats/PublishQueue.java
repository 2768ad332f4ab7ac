package io.weir.broker.nats;

import io.weir.broker.Message;
import io.weir.broker.PublisherStats;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The messages that the stream has not stored yet, bounded by bytes. What failed goes back in front
 * of what was never sent, so that the order is kept as far as a window in flight allows. Times are
 * of the monotonic clock. Any thread; never blocks.
 */
final class PublishQueue {

  // one window fills a loopback round trip (37,900 messages a second measured with 256)
  static final int WINDOW_MESSAGES = 256;
  static final long WINDOW_BYTES = 1 << 20;
  // the same as the client library's own limit for an answer
  static final long ANSWER_NANOS = 5_000_000_000L;

  private final long maxBytes;
  private final String instance;
  private final TreeMap<Long, Outgoing> waiting = new TreeMap<>();
  private final TreeMap<Long, Outgoing> inFlight = new TreeMap<>();

  private long counter;
  private long waitingBytes;
  private long inFlightBytes;
  private long acknowledged;
  private long refused;
  private long repeated;

  /**
   * @param instance names this publisher in message ids {@code <instance>:<counter>}
   */
  PublishQueue(long maxBytes, String instance) {
    this.maxBytes = maxBytes;
    this.instance = instance;
  }

  synchronized boolean offer(Message message) {
    Outgoing entry = new Outgoing(counter + 1, identified(message, counter + 1));
    if (waitingBytes + inFlightBytes + entry.size() > maxBytes) {
      refused++;
      return false;
    }
    counter++;
    waiting.put(entry.order, entry);
    waitingBytes += entry.size();
    return true;
  }

  /** The next message to send, which counts as in flight from now on; null if there is none. */
  synchronized Outgoing take(long now) {
    if (waiting.isEmpty() || inFlight.size() >= WINDOW_MESSAGES || inFlightBytes >= WINDOW_BYTES) {
      return null;
    }
    Outgoing entry = waiting.pollFirstEntry().getValue();
    waitingBytes -= entry.size();
    inFlight.put(entry.order, entry);
    inFlightBytes += entry.size();
    entry.inFlight = true;
    entry.sentAt = now;
    if (entry.sends++ > 0) {
      repeated++;
    }
    return entry;
  }

  /** The stream has it. An answer to an earlier send of the same message counts as well. */
  synchronized void acknowledged(Outgoing entry) {
    if (entry.inFlight) {
      endFlight(entry);
      acknowledged++;
    } else if (waiting.remove(entry.order) != null) {
      waitingBytes -= entry.size();
      acknowledged++;
    }
  }

  /** The stream did not take it: it is to be sent again. */
  synchronized void failed(Outgoing entry) {
    if (entry.inFlight) {
      endFlight(entry);
      waiting.put(entry.order, entry);
      waitingBytes += entry.size();
    }
  }

  /** Gives up waiting for all answers that are overdue. Returns how many. */
  synchronized int expire(long now) {
    return again(inFlight.values().stream().filter(e -> now - e.sentAt > ANSWER_NANOS).toList());
  }

  /** The connection is another one: no answer will come. Returns how many were in flight. */
  synchronized int connectionLost() {
    return again(new ArrayList<>(inFlight.values()));
  }

  synchronized boolean isEmpty() {
    return waiting.isEmpty() && inFlight.isEmpty();
  }

  synchronized PublisherStats stats() {
    return new PublisherStats(
        acknowledged,
        refused,
        repeated,
        waiting.size() + inFlight.size(),
        waitingBytes + inFlightBytes);
  }

  private int again(List<Outgoing> entries) {
    entries.forEach(this::failed);
    return entries.size();
  }

  private void endFlight(Outgoing entry) {
    entry.inFlight = false;
    inFlight.remove(entry.order);
    inFlightBytes -= entry.size();
  }

  private Message identified(Message message, long number) {
    return message.header(Wire.MESSAGE_ID).isPresent()
        ? message
        : message.withHeader(Wire.MESSAGE_ID, instance + ":" + number);
  }
}
