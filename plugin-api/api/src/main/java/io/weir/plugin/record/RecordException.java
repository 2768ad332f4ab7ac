package io.weir.plugin.record;

/** A back end could not do what was asked; the message says which and why. */
public final class RecordException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RecordException(String message) {
    super(message);
  }

  public RecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
