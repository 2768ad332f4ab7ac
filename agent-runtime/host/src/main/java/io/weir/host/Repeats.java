package io.weir.host;

import io.weir.broker.Message;

/**
 * Sees to it that a request of one id is run once: whoever sends the id again gets the answer that
 * it got before. Any thread.
 */
final class Repeats {
  private final String service;
  private final Surroundings around;

  Repeats(String service, Surroundings around) {
    this.service = service;
    this.around = around;
  }

  /** A call to be answered, or null if the id was seen before: then it has been answered. */
  CommandCall admit(Message message) {
    String id = CommandRequest.id(message);
    if (!id.isEmpty()) {
      byte[] known = around.remembered().begin(key(id), around.ticker().nanos());
      if (known != null) {
        again(message, known);
        return null;
      }
    }
    return new CommandCall(
        around.bus(), around.ticker(), service, message, answer -> keep(id, answer));
  }

  /** It was not run (busy) and may come again. */
  void notRun(Message message) {
    String id = CommandRequest.id(message);
    if (!id.isEmpty()) {
      around.remembered().forget(key(id));
    }
  }

  private void again(Message message, byte[] known) {
    CommandCall call =
        new CommandCall(around.bus(), around.ticker(), service, message, answer -> {});
    if (known == Remembered.RUNNING) {
      call.answer(Outcome.of(CommandStatus.DUPLICATE, "a command with this id is still running"));
    } else {
      call.repeat(known);
    }
  }

  private void keep(String id, byte[] answer) {
    if (!id.isEmpty()) {
      around.remembered().answered(key(id), answer, around.ticker().nanos());
    }
  }

  private String key(String id) {
    return service + " " + id;
  }
}
