package io.weir.plugin;

/** A long command stopped because it was cancelled or its deadline passed. */
public final class CommandCancelled extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CommandCancelled() {
    super("cancelled");
  }
}
