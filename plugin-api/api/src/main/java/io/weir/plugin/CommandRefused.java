package io.weir.plugin;

/**
 * The handler says no: not now, not in this state. The caller gets the status {@code refused} and
 * the message; nothing counts as an error.
 */
public final class CommandRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message why, for the person who sent the command
   */
  public CommandRefused(String message) {
    super(message);
  }
}
