package io.weir.console;

/**
 * A request that cannot be done; the message is the sentence for the person who asked. Nothing was
 * changed.
 */
final class Refused extends Exception {
  private static final long serialVersionUID = 1;

  Refused(String message) {
    super(message);
  }
}
