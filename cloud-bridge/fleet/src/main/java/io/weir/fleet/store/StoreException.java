package io.weir.fleet.store;

/** The database could not do what was asked; nothing of the transaction was written. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
