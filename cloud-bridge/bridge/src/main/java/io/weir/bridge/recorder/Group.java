package io.weir.bridge.recorder;

import io.weir.broker.Landed;
import io.weir.outbox.Batch;
import io.weir.outbox.Draft;
import io.weir.outbox.Lane;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What has been taken from the stream and is not written yet: it says when it is to be written.
 * Pure; takes the time in nanoseconds of the monotonic clock. One thread.
 */
final class Group {

  /** A message of which nothing is recorded, and why. */
  record Refusal(Landed landed, Content.Refused why) {}

  private record Taken(Landed landed, Content content) {
    boolean urgent() {
      return content instanceof Content.Readings readings && readings.urgent();
    }
  }

  // the outbox keeps 64 runs, and each part that goes ahead is one until the rest is written
  private static final int MOST_AHEAD = 16;

  private final GroupLimits limits;
  private final List<Taken> taken = new ArrayList<>();
  private final Map<Lane, List<ResolvedRecord>> readings = new EnumMap<>(Lane.class);
  private final List<Draft> wholes = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private Landed first;
  private Landed last;
  private int records;
  private long bytes;
  private boolean urgent;
  private long openedAt;

  Group(GroupLimits limits) {
    this.limits = limits;
  }

  boolean isEmpty() {
    return first == null;
  }

  /** Whether this very message is in the group: the broker handed it out again. */
  boolean holds(Landed landed) {
    return first != null
        && landed.sequence() >= first.sequence()
        && landed.sequence() <= last.sequence()
        && !landed.storedAt().isBefore(first.storedAt())
        && !landed.storedAt().isAfter(last.storedAt());
  }

  /**
   * Whether the message comes right after the last one. A group covers a run without holes, so that
   * "covered" never includes a message that was not seen.
   */
  boolean continuesWith(Landed landed) {
    return last == null
        || (landed.sequence() == last.sequence() + 1
            && !landed.storedAt().isBefore(last.storedAt()));
  }

  void add(Landed landed, Content content, long now) {
    if (first == null) {
      first = landed;
      openedAt = now;
    }
    last = landed;
    taken.add(new Taken(landed, content));
    if (content instanceof Content.Readings read) {
      readings.computeIfAbsent(read.lane(), lane -> new ArrayList<>()).addAll(read.records());
      records += read.records().size();
      bytes += read.records().stream().mapToLong(Group::weight).sum();
      urgent |= read.urgent();
    } else if (content instanceof Content.Whole whole) {
      wholes.add(whole.draft());
      bytes += whole.draft().body().length;
      urgent = true;
    } else if (content instanceof Content.Refused refused) {
      refusals.add(new Refusal(landed, refused));
    }
  }

  /** Whether no more fits. */
  boolean full() {
    return records >= limits.records() || bytes >= limits.bytes();
  }

  /**
   * Whether it is to be written now.
   *
   * @param time how long a group stays open
   */
  boolean due(long now, Duration time) {
    return !isEmpty() && (urgent || full() || left(now, time).toNanos() <= 0);
  }

  /** How long it may stay open; the whole time when it is empty. */
  Duration left(long now, Duration time) {
    return isEmpty() ? time : time.minusNanos(now - openedAt);
  }

  Map<Lane, List<ResolvedRecord>> readings() {
    return readings;
  }

  List<Draft> wholes() {
    return wholes;
  }

  List<Refusal> refusals() {
    return refusals;
  }

  /**
   * Groups of runs that follow one another, what is urgent first; this one alone where all of it
   * is, or nothing.
   */
  List<Group> parts() {
    List<Group> ahead = new ArrayList<>();
    List<Group> rest = new ArrayList<>();
    Taken before = null;
    for (Taken one : taken) {
      List<Group> runs = one.urgent() ? ahead : rest;
      if (before == null || before.urgent() != one.urgent()) {
        runs.add(new Group(limits));
      }
      runs.get(runs.size() - 1).add(one.landed(), one.content(), openedAt);
      before = one;
    }
    if (ahead.isEmpty() || rest.isEmpty() || ahead.size() > MOST_AHEAD) {
      return List.of(this);
    }
    ahead.addAll(rest);
    return ahead;
  }

  /** The ids of its messages, of those that have one. */
  List<String> ids() {
    return taken.stream().flatMap(one -> one.landed().messageId().stream()).toList();
  }

  /** The run of messages that it is made of. Not of an empty group. */
  Batch.Covered covered() {
    return new Batch.Covered(
        first.sequence(), last.sequence(), nanos(first.storedAt()), nanos(last.storedAt()));
  }

  static long nanos(Instant time) {
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
  }

  /** What a record weighs: its number and time, and the text that no dictionary makes smaller. */
  static long weight(ResolvedRecord record) {
    if (record.value() instanceof Value.Text text) {
      return 16 + text.value().length();
    }
    return record.value() instanceof Value.Data data ? 16 + data.value().length : 16;
  }
}
