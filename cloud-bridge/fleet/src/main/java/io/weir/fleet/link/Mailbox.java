package io.weir.fleet.link;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Long polls that wait for commands, by gateway. Any thread; nobody is blocked. */
public final class Mailbox {
  private final Map<Long, Set<CompletableFuture<Void>>> waiting = new ConcurrentHashMap<>();

  /** Done when something may be there for the gateway, or when the time is over. */
  public CompletableFuture<Void> await(long deviceId, Duration longest) {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    waiting.compute(
        deviceId,
        (id, others) -> {
          Set<CompletableFuture<Void>> all = others == null ? new HashSet<>() : others;
          all.add(mine);
          return all;
        });
    mine.completeOnTimeout(null, longest.toMillis(), TimeUnit.MILLISECONDS);
    return mine.whenComplete((done, failure) -> forget(deviceId, mine));
  }

  private void forget(long deviceId, CompletableFuture<Void> mine) {
    waiting.computeIfPresent(
        deviceId,
        (id, all) -> {
          all.remove(mine);
          return all.isEmpty() ? null : all;
        });
  }

  /** Says that something is there; returns whether somebody waited for it. */
  public boolean ring(long deviceId) {
    Set<CompletableFuture<Void>> all = waiting.remove(deviceId);
    if (all == null) {
      return false;
    }
    all.forEach(one -> one.complete(null));
    return true;
  }
}
