package io.weir.outbox;

/**
 * There is no room and the policy is to refuse what is new, or the disk itself is full. Nothing was
 * written.
 */
public final class OutboxFull extends OutboxException {
  private static final long serialVersionUID = 1;

  public OutboxFull(String message) {
    super(message);
  }
}
