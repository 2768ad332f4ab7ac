package io.weir.host;

import io.weir.broker.Bus;

/**
 * What every hosted plugin works with.
 *
 * @param packs where readings are published
 * @param pusher publishes what is put outside of samplers
 * @param remembered answers to commands, of all plugins
 */
record Surroundings(
    Bus bus, Ticker ticker, Limits limits, Packs packs, Pusher pusher, Remembered remembered) {

  /** The same for a plugin that has limits of its own. */
  Surroundings with(Limits own) {
    return new Surroundings(bus, ticker, own, packs, pusher, remembered);
  }
}
