package io.weir.host;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * How a plugin stands and when that changes. Pure: it is told what runs and what the time is. Not
 * thread-safe.
 */
final class Health {
  private static final long HOUR = Duration.ofHours(1).toNanos();

  private final Limits limits;
  private final ArrayDeque<Long> stuckTimes = new ArrayDeque<>();
  private PluginState state = PluginState.STARTING;
  private String reason = "";
  private Lane.Running stuckIn;
  private long stuckSince;

  Health(Limits limits) {
    this.limits = limits;
  }

  PluginState state() {
    return state;
  }

  /** Why it is not running, "" if it is. */
  String reason() {
    return reason;
  }

  /** It was activated and described, possibly after its time. */
  void started() {
    if (state == PluginState.STARTING || state == PluginState.FAILED) {
      become(PluginState.RUNNING, "");
    }
  }

  void failed(String why) {
    become(PluginState.FAILED, why);
  }

  void quarantined(String why) {
    become(PluginState.QUARANTINED, why);
  }

  void stopped() {
    become(PluginState.STOPPED, "");
  }

  /**
   * Looks at what runs on the lane. Returns whether it has got stuck just now.
   *
   * @param running what runs, or null
   */
  boolean look(Lane.Running running, long now) {
    boolean late = running != null && now - running.since() > running.work().limit().toNanos();
    switch (state) {
      case STARTING -> {
        if (late) {
          failed(tooLong(running));
        }
      }
      case RUNNING -> {
        if (late) {
          return stuck(running, now);
        }
      }
      case STUCK -> unstuck(running, now);
      case FAILED, QUARANTINED, STOPPED -> {}
    }
    return false;
  }

  private boolean stuck(Lane.Running running, long now) {
    stuckIn = running;
    stuckSince = now;
    stuckTimes.addLast(now);
    while (now - stuckTimes.peekFirst() > HOUR) {
      stuckTimes.removeFirst();
    }
    if (stuckTimes.size() > limits.stuckPerHour()) {
      quarantined("was stuck " + stuckTimes.size() + " times in an hour, now: " + tooLong(running));
    } else {
      become(PluginState.STUCK, tooLong(running));
    }
    return true;
  }

  private void unstuck(Lane.Running running, long now) {
    if (running != stuckIn) {
      stuckIn = null;
      become(PluginState.RUNNING, "");
    } else if (now - stuckSince > limits.stuck().toNanos()) {
      quarantined(
          "was stuck for " + limits.stuck().toSeconds() + " s in " + running.work().label());
    }
  }

  private static String tooLong(Lane.Running running) {
    return running.work().label()
        + " takes longer than "
        + running.work().limit().toMillis()
        + " ms";
  }

  private void become(PluginState now, String why) {
    state = now;
    reason = why;
  }
}
