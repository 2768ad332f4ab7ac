package io.weir.launcher;

/** The gateway's broker as the launcher sees it: where it is, and how to restart a hung one. */
sealed interface LocalBroker extends AutoCloseable permits ChildBroker, ExternalBroker {

  /** Where it listens, {@code nats://127.0.0.1:4222}. */
  String url();

  /**
   * Ends a broker that no longer answers, by SIGKILL: a nats-server that hangs on a full disk does
   * not end on SIGTERM. Returns at once; whoever keeps it starts it again. Any thread.
   */
  void restart();

  /** Ends it if it is ours to end. */
  @Override
  void close();
}
