package io.weir.outbox.sqlite;

import io.weir.outbox.Batch;
import io.weir.outbox.Draft;

/**
 * How large what is handed over may be, so that one row cannot fill the queue. Each check throws an
 * IllegalArgumentException that says what was expected and what was found. Any thread.
 */
final class Sizes {
  private static final int MOST_BODY = 1 << 20;
  private static final int MOST_MARK = 64 << 10;
  private static final int MOST_REQUEST = 256 << 10;
  private static final int MOST_ID = 128;

  private Sizes() {}

  static void check(Batch batch) {
    batch.drafts().forEach(Sizes::check);
    batch.marks().forEach((name, value) -> check("mark " + name, value, MOST_MARK));
  }

  static void check(Draft draft) {
    check("the body", draft.body(), MOST_BODY);
  }

  /**
   * A command as it comes.
   *
   * @param receipt what is sent of it at once, or null
   */
  static void check(String id, byte[] request, Draft receipt) {
    if (id.isEmpty() || id.length() > MOST_ID) {
      throw new IllegalArgumentException(
          "a command's id must have 1 to %d characters, had %d".formatted(MOST_ID, id.length()));
    }
    check("the request", request, MOST_REQUEST);
    if (receipt != null) {
      check(receipt);
    }
  }

  /** A command's answer. */
  static void check(byte[] response, Draft reply) {
    check("the response", response, MOST_BODY);
    check(reply);
  }

  private static void check(String what, byte[] bytes, int most) {
    if (bytes.length > most) {
      throw new IllegalArgumentException(
          "%s must have at most %,d bytes, had %,d".formatted(what, most, bytes.length));
    }
  }
}
