package io.weir.deployer;

/** The framework or the plugin itself failed on the way in; the message says at what. */
final class DeployFailed extends Exception {
  private static final long serialVersionUID = 1;

  DeployFailed(String message) {
    super(message);
  }

  DeployFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
