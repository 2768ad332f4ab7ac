package io.weir.outbox;

/** Sequence numbers from {@code first} to {@code last}, both included. */
public record SeqRange(long first, long last) {
  public SeqRange {
    if (first < 1 || last < first) {
      throw new IllegalArgumentException(
          "a range runs from 1 or more upwards, was " + first + ".." + last);
    }
  }
}
