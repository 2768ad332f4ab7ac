package io.weir.outbox;

/**
 * The lines that entries stand in, the most urgent first. When space is short the least urgent
 * loses first.
 */
public enum Lane {
  /** Answers to commands. */
  REPLY,
  /** What somebody should see at once. */
  ALERT,
  /** Ordinary readings. */
  DATA,
  /** Dense sampled frames. */
  SIGNAL
}
