package io.weir.plugin.testkit;

import io.weir.plugin.Sampler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The samplers and when each is due next. */
final class Schedule {

  /** One sampler. */
  static final class Entry {
    private final Duration period;
    private final Sampler sampler;
    private Instant due;

    private Entry(Duration period, Sampler sampler, Instant due) {
      this.period = period;
      this.sampler = sampler;
      this.due = due;
    }

    Sampler sampler() {
      return sampler;
    }
  }

  private final List<Entry> entries = new ArrayList<>();

  void add(Duration period, Sampler sampler, Instant now) {
    entries.add(new Entry(period, sampler, now));
  }

  List<Entry> all() {
    return List.copyOf(entries);
  }

  void until(TurnedClock clock, Duration time, Consumer<Entry> run) {
    Instant end = clock.instant().plus(time);
    for (Optional<Entry> next = next(end); next.isPresent(); next = next(end)) {
      Entry entry = next.get();
      if (entry.due.isAfter(clock.instant())) {
        clock.turnTo(entry.due);
      }
      entry.due = clock.instant().plus(entry.period);
      run.accept(entry);
    }
    clock.turnTo(end);
  }

  private Optional<Entry> next(Instant end) {
    return entries.stream()
        .filter(entry -> !entry.due.isAfter(end))
        .min(Comparator.comparing(entry -> entry.due));
  }
}
