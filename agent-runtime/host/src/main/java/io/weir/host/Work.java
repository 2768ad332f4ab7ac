package io.weir.host;

import java.time.Duration;

/**
 * One thing to do on a lane. What it throws is its own affair: {@link #run} must catch what plugin
 * code throws.
 *
 * @param label what it is, for the operator: {@code "command TempUnitCmd"}
 * @param limit how long it may take before the lane counts as stuck
 * @param action what is done
 */
record Work(String label, Duration limit, Runnable action) {

  void run() {
    action.run();
  }
}
