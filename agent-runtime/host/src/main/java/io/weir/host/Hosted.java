package io.weir.host;

import io.weir.broker.Message;

/** A plugin that the host has adopted, wherever it runs. Any thread. */
interface Hosted {
  /** Its service name. */
  String name();

  /** Begins; returns at once. */
  void start();

  /** Looks after it. On the host's thread, a few times a second. */
  void watch(long now);

  /** Answers what the plugin is, if it can. */
  void answerDescription(Message request);

  /** What it allocates of the agent's heap, in megabytes a second. */
  double megabytes();

  /** Puts it in quarantine. Returns at once. */
  void contain(String why);

  /**
   * Whether it could go on for a moment when its source has gone: a changed configuration takes a
   * source away and brings another at once.
   */
  default boolean mayGoOn() {
    return false;
  }

  /**
   * Goes on as what another source says, without a pause.
   *
   * @return false if it cannot: then it has to be stopped, and nothing has changed
   */
  default boolean goesOnAs(PluginSource next, Limits limits, Isolation isolation) {
    return false;
  }

  /** Lets it go, in two seconds at most. */
  void stop();
}
