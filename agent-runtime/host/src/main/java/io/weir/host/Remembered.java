package io.weir.host;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answers to the last commands that had an id, so that the same id again gets the same answer
 * and the handler does not run twice. Bounded by number and bytes, for a day at most. With a file
 * it outlives the agent, however that ended: what ran then is answered {@code failed} and not run
 * again. Any thread.
 */
final class Remembered implements AutoCloseable {

  private record Answer(long at, byte[] payload) {}

  /** Stands for the answer of a command that still runs. */
  static final byte[] RUNNING = {};

  private static final long DAY = Duration.ofDays(1).toNanos();
  private static final int MAX_ANSWERS = 1_000;
  private static final long MAX_BYTES = 512 << 10;

  private final Map<String, Answer> answers = new LinkedHashMap<>();
  private final AnswerFile file;
  private long bytes;

  /** In memory only. */
  Remembered() {
    file = null;
  }

  /**
   * With what an earlier run has left.
   *
   * @param interrupted the answer for what ran when it ended
   */
  Remembered(AnswerFile file, byte[] interrupted, long now) {
    this.file = file;
    file.read()
        .forEach(
            (id, answer) -> put(id, new Answer(now, answer == RUNNING ? interrupted : answer)));
    file.rewrite(payloads());
  }

  private Map<String, byte[]> payloads() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    answers.forEach((id, answer) -> all.put(id, answer.payload));
    return all;
  }

  private void write(String id, byte[] answer) {
    if (file != null && !file.add(id, answer)) {
      file.rewrite(payloads());
    }
  }

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
    write(id, RUNNING);
    return null;
  }

  synchronized void answered(String id, byte[] payload, long now) {
    put(id, new Answer(now, payload));
    write(id, payload);
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
    remove(id);
    write(id, null);
  }

  private void remove(String id) {
    Answer gone = answers.remove(id);
    bytes -= gone == null ? 0 : gone.payload.length;
  }

  private void put(String id, Answer answer) {
    remove(id);
    answers.put(id, answer);
    bytes += answer.payload.length;
  }

  @Override
  public synchronized void close() {
    if (file != null) {
      file.close();
    }
  }
}
