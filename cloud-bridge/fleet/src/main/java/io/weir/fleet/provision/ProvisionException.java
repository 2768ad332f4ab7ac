package io.weir.fleet.provision;

/** An identity could not be made or read; the message says what was expected and what was found. */
public final class ProvisionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ProvisionException(String message) {
    super(message);
  }

  public ProvisionException(String message, Throwable cause) {
    super(message, cause);
  }
}
