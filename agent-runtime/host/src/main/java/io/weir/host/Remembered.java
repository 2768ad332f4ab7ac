package io.weir.host;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answers to the last commands that had an id, so that the same id again gets the same answer
 * and the handler does not run twice. Bounded by number and bytes, for a day at most. In memory: a
 * command from the cloud has the bridge's journal besides, which outlives a restart. Any thread.
 */
final class Remembered {

  private record Answer(long at, byte[] payload) {}

  /** Stands for the answer of a command that still runs. */
  static final byte[] RUNNING = {};

  private static final long DAY = Duration.ofDays(1).toNanos();
  private static final int MAX_ANSWERS = 1_000;
  private static final long MAX_BYTES = 512 << 10;

  private final Map<String, Answer> answers = new LinkedHashMap<>();
  private long bytes;

  /**
   * What this id was answered: null if it is new (it counts as running from now on), {@link
   * #RUNNING}, or the payload.
   */
  synchronized byte[] begin(String id, long now) {
    Answer known = answers.get(id);
    if (known != null && now - known.at < DAY) {
      return known.payload;
    }
    put(id, new Answer(now, RUNNING));
    return null;
  }

  synchronized void answered(String id, byte[] payload, long now) {
    put(id, new Answer(now, payload));
    Iterator<Answer> oldest = answers.values().iterator();
    while (oldest.hasNext() && (answers.size() > MAX_ANSWERS || bytes > MAX_BYTES)) {
      Answer next = oldest.next();
      if (next.payload != RUNNING) {
        bytes -= next.payload.length;
        oldest.remove();
      }
    }
  }

  /** This id was not run after all (busy): it may come again. */
  synchronized void forget(String id) {
    Answer gone = answers.remove(id);
    bytes -= gone == null ? 0 : gone.payload.length;
  }

  private void put(String id, Answer answer) {
    forget(id);
    answers.put(id, answer);
    bytes += answer.payload.length;
  }
}
