package io.weir.outbox;

class InMemoryOutboxTest extends OutboxContract {
  private InMemoryOutbox outbox;

  @Override
  protected void start() {
    outbox = new InMemoryOutbox();
  }

  @Override
  protected Outbox outbox() {
    return outbox;
  }

  @Override
  protected CommandJournal journal() {
    return outbox;
  }
}
