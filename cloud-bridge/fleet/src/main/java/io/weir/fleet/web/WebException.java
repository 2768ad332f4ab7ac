package io.weir.fleet.web;

/** The server cannot start; the message says why. */
public final class WebException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WebException(String message, Throwable cause) {
    super(message + ": " + reason(cause), cause);
  }

  private static String reason(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
  }
}
