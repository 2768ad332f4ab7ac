package io.weir.outbox;

/** The disk or the database failed; nothing of the call was done. */
public class OutboxException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public OutboxException(String message, Throwable cause) {
    super(message, cause);
  }

  public OutboxException(String message) {
    super(message);
  }
}
