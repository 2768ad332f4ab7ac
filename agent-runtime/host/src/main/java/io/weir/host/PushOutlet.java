package io.weir.host;

import io.weir.plugin.Reading;
import io.weir.plugin.Readings;
import io.weir.plugin.SignalFrame;
import io.weir.senml.ResolvedRecord;
import java.time.Duration;
import java.time.Instant;

/** Where a plugin puts readings whenever it likes: each goes to the pusher. */
final class PushOutlet implements Readings {
  // many threads may wait for one budget; alone, one waits for milliseconds
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Gate gate;
  private final Pusher.Queue queue;
  private final Signals signals;
  private final Ticker ticker;
  private final long patience;

  private PushOutlet(
      Gate gate, Pusher.Queue queue, Signals signals, Ticker ticker, Duration patience) {
    this.gate = gate;
    this.queue = queue;
    this.signals = signals;
    this.ticker = ticker;
    this.patience = patience.toNanos();
  }

  /** For the plugin, on threads of its own: over the budget, it waits for its turn. */
  static PushOutlet patient(Gate gate, Pusher.Queue queue, Signals signals, Ticker ticker) {
    return new PushOutlet(gate, queue, signals, ticker, PATIENCE);
  }

  /** The same for the host's own threads, which do not wait. */
  PushOutlet withoutPatience() {
    return new PushOutlet(gate, queue, signals, ticker, Duration.ZERO);
  }

  @Override
  public void put(Reading<?> reading) {
    Instant now = ticker.now();
    ResolvedRecord record = gate.pass(queue.subject(), reading, now, ticker.nanos() + patience);
    if (record != null) {
      queue.push(record);
    }
  }

  @Override
  public void put(SignalFrame frame) {
    signals.put(frame, ticker.nanos() + patience);
  }
}
