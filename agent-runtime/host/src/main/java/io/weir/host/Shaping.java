package io.weir.host;

import io.weir.plugin.Reading;
import io.weir.plugin.Readings;
import io.weir.plugin.SignalFrame;
import io.weir.plugin.processing.Processing;
import io.weir.plugin.processing.Processor;

/**
 * Works what the plugin's configuration asks for ({@code processing = ...}) into its readings,
 * before they are stamped and counted. Any thread.
 */
final class Shaping {
  private final Ticker ticker;
  private volatile Processor processor = new Processor(Processing.none());

  Shaping(Ticker ticker) {
    this.ticker = ticker;
  }

  /**
   * From now on by these rules.
   *
   * @throws io.weir.plugin.InvalidArgument naming what does not fit
   */
  void use(String rules) {
    processor = new Processor(Processing.parse(rules));
  }

  /** An outlet that shapes what it hands on; frames pass as they are. */
  Readings before(Readings next) {
    return new Readings() {
      @Override
      public void put(Reading<?> reading) {
        processor.accept(reading, ticker.now()).forEach(next::put);
      }

      @Override
      public void put(SignalFrame frame) {
        next.put(frame);
      }
    };
  }

  /** Hands on what has become due by itself: windows that ended, readings that were held back. */
  void tick(Readings next) {
    processor.tick(ticker.now()).forEach(next::put);
  }

  /** Hands on all that is left, at the end. */
  void flush(Readings next) {
    processor.flush().forEach(next::put);
  }
}
