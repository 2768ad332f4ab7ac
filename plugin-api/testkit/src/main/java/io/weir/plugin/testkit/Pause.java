package io.weir.plugin.testkit;

import java.util.concurrent.locks.LockSupport;

/** A short rest between two looks at a condition that nobody announces. */
final class Pause {

  private Pause() {}

  static void briefly() {
    LockSupport.parkNanos(20_000_000);
  }
}
