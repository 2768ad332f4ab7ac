package io.weir.cli;

/** There is no service of a name on this gateway. */
final class NoService extends RuntimeException {
  private static final long serialVersionUID = 1;

  NoService(String service, Throwable cause) {
    super("there is no service '" + service + "' on this gateway: see 'weir plugins'", cause);
  }
}
