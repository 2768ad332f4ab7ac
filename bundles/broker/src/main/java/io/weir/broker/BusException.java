package io.weir.broker;

/** The bus could not do what was asked: no connection, nobody listens, no answer in time. */
public class BusException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BusException(String message) {
    super(message);
  }

  public BusException(String message, Throwable cause) {
    super(message, cause);
  }
}
