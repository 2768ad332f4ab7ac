package io.weir.host;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the plugin that allocates most in quarantine before it has filled the heap that all share. A
 * heap that is full nevertheless ends the agent, which is then started again. By the host's thread.
 */
final class HeapGuard {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.host");
  // of the old generation after a collection: what is left there is held by somebody
  private static final double TIGHT = 0.85;
  private static final double LEAST_MB = 1;
  private static final long PAUSE = 5_000_000_000L;

  private final Optional<MemoryPoolMXBean> pool;
  private long quietUntil;
  private boolean acted;

  HeapGuard() {
    pool =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(one -> one.getType() == MemoryType.HEAP)
            .filter(MemoryPoolMXBean::isCollectionUsageThresholdSupported)
            .filter(one -> one.getUsage().getMax() > 0)
            .max(Comparator.comparingLong(one -> one.getUsage().getMax()));
    pool.ifPresent(
        one -> one.setCollectionUsageThreshold((long) (TIGHT * one.getUsage().getMax())));
  }

  /** Looks, and acts once in five seconds at most. */
  void watch(List<Hosted> plugins, long now) {
    boolean tight = pool.isPresent() && pool.get().isCollectionUsageThresholdExceeded();
    if (tight && (!acted || now - quietUntil >= 0)) {
      acted = true;
      quietUntil = now + PAUSE;
      relieve(plugins);
    }
  }

  /** Picks the plugin that allocates most. */
  static void relieve(List<Hosted> plugins) {
    Optional<Hosted> most = plugins.stream().max(Comparator.comparingDouble(Hosted::megabytes));
    if (most.isPresent() && most.get().megabytes() >= LEAST_MB) {
      long megabytes = Math.round(most.get().megabytes());
      most.get().contain("the heap is nearly full and it allocates most: " + megabytes + " MB/s");
    } else {
      LOG.warn("the heap is nearly full, and no plugin allocates much: give the agent more (-Xmx)");
    }
  }
}
