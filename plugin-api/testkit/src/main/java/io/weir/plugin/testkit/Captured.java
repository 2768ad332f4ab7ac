package io.weir.plugin.testkit;

import io.weir.plugin.Metric;
import io.weir.plugin.Reading;
import io.weir.plugin.Readings;
import io.weir.plugin.SignalFrame;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Keeps what is put, each reading with its time. Any thread. */
final class Captured implements Readings {

  private final Clock clock;
  private final List<Reading<?>> taken = new ArrayList<>();
  private final List<SignalFrame> frames = new ArrayList<>();
  private boolean closed;

  Captured(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized void put(Reading<?> reading) {
    if (!closed) {
      taken.add(reading.time() == null ? reading.at(clock.instant()) : reading);
      notifyAll();
    }
  }

  @Override
  public synchronized void put(SignalFrame frame) {
    if (!closed) {
      frames.add(frame);
    }
  }

  synchronized List<Reading<?>> taken() {
    return List.copyOf(taken);
  }

  synchronized List<SignalFrame> frames() {
    return List.copyOf(frames);
  }

  @SuppressWarnings("unchecked") // an equal metric has values of the same type
  synchronized <T> List<T> values(Metric<T> metric) {
    return taken.stream()
        .filter(reading -> reading.metric().equals(metric))
        .map(reading -> (T) reading.value())
        .toList();
  }

  synchronized void await(int count, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (taken.size() < count) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError(
            "expected " + count + " readings within " + limit + ", got " + taken.size());
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for readings", e);
      }
    }
  }

  synchronized void clear() {
    taken.clear();
    frames.clear();
  }

  synchronized void close() {
    closed = true;
  }
}
