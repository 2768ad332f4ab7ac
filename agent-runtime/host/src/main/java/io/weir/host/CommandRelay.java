package io.weir.host;

import io.weir.broker.Message;
import io.weir.senml.SenmlException;
import io.weir.senml.SenmlPack;
import io.weir.senml.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Takes requests to a plugin in a process of its own and its answers back. Each command gets its
 * one answer, though the process may die in the middle; ids are remembered here and so outlive it.
 * Any thread.
 */
final class CommandRelay {
  // after the process itself should have said so
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final int MOST_QUESTIONS = 256;
  private static final String COMMAND = "relay.";
  private static final String QUESTION = "ask.";

  private record Open(Message request, CommandCall call, long ends) {}

  private final Surroundings around;
  private final Repeats repeats;
  private final Supplier<Outcome> closed;
  private final Predicate<Message> deliver;
  private final AtomicLong tokens = new AtomicLong();
  private final Map<String, Open> open = new ConcurrentHashMap<>();
  private final Map<String, String> questions =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MOST_QUESTIONS;
        }
      };

  /**
   * @param closed why no command is taken now, null if they are
   * @param deliver hands a message to the process; false if it cannot be
   */
  CommandRelay(
      String service, Surroundings around, Supplier<Outcome> closed, Predicate<Message> deliver) {
    this.around = around;
    this.closed = closed;
    this.deliver = deliver;
    repeats = new Repeats(service, around);
  }

  /** A command has come. */
  void accept(Message message) {
    CommandCall call = repeats.admit(message);
    if (call == null) {
      return;
    }
    Duration limit = around.limits().longCommand();
    try {
      CommandRequest request = CommandRequest.of(message);
      call.named(request.name());
      limit = limit(request.deadline(), limit);
    } catch (IllegalArgumentException e) {
      call.answer(Outcome.of(CommandStatus.INVALID, e.getMessage()));
      return;
    }
    if (limit.isZero() || limit.isNegative()) {
      call.answer(Outcome.of(CommandStatus.EXPIRED, "not run: its deadline has passed"));
      return;
    }
    Outcome shut = closed.get();
    String token = COMMAND + tokens.incrementAndGet();
    if (shut == null) {
      open.put(token, new Open(message, call, call.arrived() + limit.plus(GRACE).toNanos()));
      if (deliver.test(replyTo(message, token))) {
        return;
      }
      open.remove(token);
      shut = Outcome.of(CommandStatus.BUSY, "too much waits for its process");
    }
    call.answer(shut);
    if (shut.status() == CommandStatus.BUSY) {
      repeats.notRun(message);
    }
  }

  private Duration limit(Instant deadline, Duration otherwise) {
    if (deadline == null) {
      return otherwise;
    }
    Duration left = Duration.between(around.ticker().now(), deadline);
    return left.compareTo(CommandDesk.LONGEST) < 0 ? left : CommandDesk.LONGEST;
  }

  /** Hands on a request that is no command, such as describe. */
  void ask(Message message) {
    String token = QUESTION + tokens.incrementAndGet();
    if (message.replyTo() != null) {
      synchronized (questions) {
        questions.put(token, message.replyTo());
      }
    }
    deliver.test(replyTo(message, token));
  }

  /** Takes an answer of the process. Returns whether it is one. */
  boolean answered(Message message) {
    Open one = open.remove(message.subject());
    if (one != null) {
      if (one.call.pass(message.payload()) && isBusy(message.payload())) {
        repeats.notRun(one.request);
      }
      return true;
    }
    String replyTo;
    synchronized (questions) {
      replyTo = questions.remove(message.subject());
    }
    if (replyTo != null) {
      around.bus().send(new Message(replyTo, message.headers(), message.payload(), null));
    }
    return replyTo != null || message.subject().startsWith(COMMAND);
  }

  private static Message replyTo(Message message, String token) {
    return new Message(message.subject(), message.headers(), message.payload(), token);
  }

  private static boolean isBusy(byte[] payload) {
    try {
      return SenmlPack.parse(payload).records().get(0).value() instanceof Value.Text text
          && CommandStatus.BUSY.word().equals(Json.object(text.value()).get("status"));
    } catch (SenmlException | IllegalArgumentException e) {
      return false;
    }
  }

  /** Answers what the process has left unanswered for too long. */
  void watch(long now) {
    open.forEach(
        (token, one) -> {
          if (now - one.ends >= 0 && open.remove(token, one)) {
            one.call.answer(Outcome.of(CommandStatus.TIMEOUT, "its process did not answer"));
          }
        });
  }

  /** Answers everything that has no answer yet. */
  void endAll(Outcome outcome) {
    open.forEach(
        (token, one) -> {
          if (open.remove(token, one)) {
            one.call.answer(outcome);
          }
        });
  }
}
