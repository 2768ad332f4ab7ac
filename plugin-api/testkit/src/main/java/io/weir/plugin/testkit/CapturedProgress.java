package io.weir.plugin.testkit;

import io.weir.plugin.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Keeps what long commands report. Any thread. */
final class CapturedProgress implements Progress {

  private final List<String> reports = new ArrayList<>();
  private volatile boolean cancelled;

  @Override
  public synchronized void report(int percent, String message) {
    if (percent < 0 || percent > 100) {
      throw new IllegalArgumentException("percent must be 0 to 100, was " + percent);
    }
    reports.add((percent + " % " + message).strip());
  }

  @Override
  public boolean cancelled() {
    return cancelled;
  }

  @Override
  public Duration left() {
    return cancelled ? Duration.ZERO : Duration.ofSeconds(30);
  }

  synchronized List<String> reports() {
    return List.copyOf(reports);
  }

  void cancel() {
    cancelled = true;
  }

  void done() {
    cancelled = false;
  }
}
