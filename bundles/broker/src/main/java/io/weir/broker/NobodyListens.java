package io.weir.broker;

/**
 * A request reached nobody: no program has subscribed to its subject. Known at once, without
 * waiting for the timeout. On {@code commands.<service>.req} it means that there is no such
 * service.
 */
public final class NobodyListens extends BusException {
  private static final long serialVersionUID = 1;

  public NobodyListens(String subject) {
    super("nobody listens on " + subject);
  }
}
