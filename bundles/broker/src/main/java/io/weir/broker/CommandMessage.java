package io.weir.broker;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A command as the message that it came in: what its headers say, and where its answer goes
 * (docs/bus.md, Commands). For services of the agent itself. Immutable; any thread.
 *
 * @param request as it came on {@code commands.<service>.req}
 */
public record CommandMessage(Message request) {
  private static final String ID = "Weir-Command-Id";
  private static final String DEADLINE = "Weir-Deadline";

  /**
   * Whether it must not be run any more.
   *
   * @throws IllegalArgumentException if its deadline is no time of RFC 3339
   */
  public boolean expired(Instant now) {
    Optional<String> deadline = request.header(DEADLINE);
    try {
      return deadline
          .filter(text -> !text.isEmpty() && now.isAfter(Instant.parse(text)))
          .isPresent();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          DEADLINE + " must be a time like 2027-01-01T00:00:00Z, was '" + deadline.orElse("") + "'",
          e);
    }
  }

  /**
   * Sends its answer: on the service's subject for whoever listens, and to who asked, if there is
   * somebody; with the command's id.
   *
   * @param pack the answer's SenML in JSON
   * @throws BusException as {@link Bus#send}
   */
  public void answer(Bus bus, String service, byte[] pack) {
    Message plain = Message.of("commands." + service + ".res", pack);
    Message answer = request.header(ID).map(id -> plain.withHeader(ID, id)).orElse(plain);
    bus.send(answer);
    if (request.replyTo() != null) {
      bus.send(new Message(request.replyTo(), answer.headers(), pack, null));
    }
  }
}
