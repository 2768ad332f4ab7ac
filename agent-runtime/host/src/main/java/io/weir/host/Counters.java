package io.weir.host;

import java.util.concurrent.atomic.AtomicLong;

/** What one plugin has done since it was adopted. Any thread. */
final class Counters {
  /** Readings handed to the publisher. */
  final AtomicLong readings = new AtomicLong();

  /** Exceptions of samplers and handlers. */
  final AtomicLong errors = new AtomicLong();

  /** Readings that were not published, for whatever reason. */
  final AtomicLong dropped = new AtomicLong();
}
