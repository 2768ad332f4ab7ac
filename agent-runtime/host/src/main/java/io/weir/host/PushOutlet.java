package io.weir.host;

import io.weir.plugin.Reading;
import io.weir.plugin.Readings;
import io.weir.plugin.SignalFrame;
import io.weir.senml.ResolvedRecord;

/** Where a plugin puts readings whenever it likes: each goes to the pusher. */
final class PushOutlet implements Readings {
  private final Gate gate;
  private final Pusher.Queue queue;
  private final Signals signals;
  private final Ticker ticker;

  PushOutlet(Gate gate, Pusher.Queue queue, Signals signals, Ticker ticker) {
    this.gate = gate;
    this.queue = queue;
    this.signals = signals;
    this.ticker = ticker;
  }

  @Override
  public void put(Reading<?> reading) {
    ResolvedRecord record = gate.pass(reading, ticker.now());
    if (record != null) {
      queue.push(record);
    }
  }

  @Override
  public void put(SignalFrame frame) {
    signals.put(frame);
  }
}
