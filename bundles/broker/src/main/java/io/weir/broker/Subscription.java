package io.weir.broker;

/** A running subscription; closing it ends it. Closing twice is harmless. Any thread. */
public interface Subscription extends AutoCloseable {
  @Override
  void close();
}
