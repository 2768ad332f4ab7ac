package io.weir.broker.nats;

import io.weir.broker.Loss;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sums up what was given up, by subject and reason, until somebody takes it. Any thread. */
final class LossBook {
  private record Key(String subject, String reason) {}

  private final Map<Key, Loss> losses = new LinkedHashMap<>();

  synchronized void add(Loss loss) {
    losses.merge(new Key(loss.subject(), loss.reason()), loss, Loss::and);
  }

  synchronized List<Loss> take() {
    List<Loss> taken = List.copyOf(losses.values());
    losses.clear();
    return taken;
  }
}
