package io.weir.outbox;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the outbox still has of the past: entries that wait, and acknowledged ones for as long as
 * there is room for them. Any thread.
 */
@ProviderType
public interface History {

  /**
   * Entries with at least one record's time inside the query's range, in the order of their
   * numbers. Gaps are not among them.
   */
  List<Entry> past(Past query);

  /**
   * Has entries sent once more to a link, under their own numbers; the cloud keeps what it lacks.
   *
   * @param fromMicros start of the time range, microseconds since 1970, included
   * @param toMicros its end, included
   * @return how many acknowledged entries wait again
   */
  long resend(String link, long fromMicros, long toMicros);

  /**
   * One page of the past.
   *
   * @param lane in which line
   * @param fromMicros start of the time range, microseconds since 1970, included
   * @param toMicros its end, included
   * @param afterSeq only numbers above this: the last of the page before, 0 to begin
   * @param maxEntries at most so many, from 1
   * @param maxBytes at most so many bytes of bodies, but always one entry
   */
  record Past(
      Lane lane, long fromMicros, long toMicros, long afterSeq, int maxEntries, int maxBytes) {
    public Past {
      if (fromMicros > toMicros) {
        throw new IllegalArgumentException(
            "a time range runs upwards, was " + fromMicros + " to " + toMicros);
      }
      if (maxEntries < 1) {
        throw new IllegalArgumentException("maxEntries must be 1 or more, was " + maxEntries);
      }
    }
  }
}
