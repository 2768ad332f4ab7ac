package io.weir.bridge.proxy;

import java.io.IOException;

/**
 * The proxy does not accept who we are. Somebody has to do something; trying again helps nobody.
 */
public final class ProxyRefused extends IOException {
  private static final long serialVersionUID = 1;

  ProxyRefused(String message) {
    super(message);
  }

  /** Whether that is what a failure came from. */
  public static boolean isCauseOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProxyRefused) {
        return true;
      }
    }
    return false;
  }
}
