package io.weir.bridge.recorder;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that is set forward instead of a pause, and knows what was paused for. */
class SkippedTime implements Ticker {
  private final AtomicLong skipped = new AtomicLong();
  private final List<Long> pauses = new CopyOnWriteArrayList<>();
  private final int many;
  private final Runnable then;

  /**
   * @param then run at the end of the pause with this number, counted from 1
   */
  SkippedTime(int many, Runnable then) {
    this.many = many;
    this.then = then;
  }

  /** In milliseconds, in their order. */
  List<Long> pauses() {
    return pauses;
  }

  @Override
  public long nanos() {
    return System.nanoTime() + skipped.get();
  }

  @Override
  public void pause(long millis) {
    pauses.add(millis);
    skipped.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    if (pauses.size() == many) {
      then.run();
    }
  }
}
