package io.weir.fleet.ingest;

import java.util.UUID;

/** What became of a segment that arrived. */
public sealed interface Verdict {
  String serial();

  /** The store has it, from now on or since before. */
  record Stored(String serial, UUID epoch, long seq) implements Verdict {}

  /** The store will never take it; the same bytes will be refused again. */
  record Refused(String serial, UUID epoch, long seq, String reason) implements Verdict {}

  /** It cannot be said which segment it was, so there is nobody to answer. */
  record Unreadable(String serial, String reason) implements Verdict {}

  /** The store works but could not write it: a fault of the fleet. It is left with its gateway. */
  record Failed(String serial, long seq) implements Verdict {}
}
