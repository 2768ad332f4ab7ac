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

  /** Lets it go, in two seconds at most. */
  void stop();
}
