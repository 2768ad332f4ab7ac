package io.weir.samples.switches;

import java.util.List;
import java.util.Optional;

/** The newest counters of each switch. Written by the lane, read by HTTP threads. */
final class LastValues {

  private volatile List<Counters> counters = List.of();
  private volatile boolean stale;

  void update(List<Counters> next) {
    counters = List.copyOf(next);
    stale = false;
  }

  /** The switches could not be read: what stands here is no longer true. */
  void fail() {
    stale = true;
  }

  boolean stale() {
    return stale;
  }

  List<Counters> all() {
    return counters;
  }

  Optional<Counters> find(String id) {
    return counters.stream().filter(c -> c.id().equals(id)).findFirst();
  }
}
