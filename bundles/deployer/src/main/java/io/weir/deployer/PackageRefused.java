package io.weir.deployer;

/**
 * A plugin package that will not be installed; the message says which rule it broke. Nothing was
 * changed.
 */
final class PackageRefused extends Exception {
  private static final long serialVersionUID = 1;

  PackageRefused(String message) {
    super(message);
  }

  PackageRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
