package io.weir.bridge.recorder;

import io.weir.outbox.Draft;
import io.weir.outbox.Lane;
import io.weir.senml.ResolvedRecord;
import java.util.List;

/** What a message on the bus turned out to hold. Immutable. */
sealed interface Content {

  /**
   * Readings that can be recorded.
   *
   * @param urgent whether the group that they are in is written at once
   */
  record Readings(Lane lane, List<ResolvedRecord> records, boolean urgent) implements Content {
    public Readings {
      records = List.copyOf(records);
    }
  }

  /** Something that is an entry of its own already: a signal frame. */
  record Whole(Draft draft) implements Content {}

  /**
   * A message of which nothing is recorded.
   *
   * @param place where in the message, "" where there is no such place
   */
  record Refused(String reason, String place, String rule) implements Content {}

  /** A message that was recorded before. */
  record Repeated() implements Content {}
}
