package io.weir.host;

import io.weir.broker.Bus;
import io.weir.broker.Message;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.SenmlPack;
import io.weir.senml.SenmlWriter;
import io.weir.senml.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One request that gets exactly one answer, whoever comes first with it: the handler, a limit, the
 * end of the plugin. The answer goes to the reply subject if there is one, and to {@code
 * commands.<service>.res}. Any thread.
 */
final class CommandCall {
  // a name for the answer to what cannot be read: a record must have one
  private static final String UNREADABLE = "unreadable";

  private final Bus bus;
  private final Ticker ticker;
  private final String service;
  private final Message message;
  private final Consumer<byte[]> onAnswer;
  private final AtomicBoolean answered = new AtomicBoolean();
  private final long arrived;
  private volatile String name = UNREADABLE;

  /**
   * @param onAnswer gets the answer's payload before it is sent, to keep it
   */
  CommandCall(Bus bus, Ticker ticker, String service, Message message, Consumer<byte[]> onAnswer) {
    this.bus = bus;
    this.ticker = ticker;
    this.service = service;
    this.message = message;
    this.onAnswer = onAnswer;
    arrived = ticker.nanos();
  }

  /** The command's name, once it is known. */
  void named(String command) {
    if (command.matches("[A-Za-z0-9][A-Za-z0-9:./_-]*")) {
      name = command;
    }
  }

  /** When it came, by the ticker. */
  long arrived() {
    return arrived;
  }

  boolean isAnswered() {
    return answered.get();
  }

  /** Answers, unless that has happened. Returns whether this was the answer. */
  boolean answer(Outcome outcome) {
    return pass(payload(name, outcome, ticker.now()));
  }

  /** Answers with what somebody else has made of it, unless that has happened. */
  boolean pass(byte[] payload) {
    if (!answered.compareAndSet(false, true)) {
      return false;
    }
    onAnswer.accept(payload);
    send(payload);
    return true;
  }

  /** Sends the answer that an earlier request of the same id got. */
  void repeat(byte[] payload) {
    if (answered.compareAndSet(false, true)) {
      send(payload);
    }
  }

  /** The pack of an answer: one record of the command's name. */
  static byte[] payload(String name, Outcome outcome, Instant at) {
    String json = outcome.json();
    int bytes = json.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > SenmlPack.MAX_STRING_BYTES) {
      String wrong =
          "the answer must be at most " + SenmlPack.MAX_STRING_BYTES + " bytes, was " + bytes;
      json = Outcome.of(CommandStatus.FAILED, wrong).json();
    }
    double now = Records.seconds(at);
    return SenmlWriter.write(
        "", List.of(ResolvedRecord.of(name, "", now, new Value.Text(json))), at);
  }

  private void send(byte[] payload) {
    if (message.replyTo() != null) {
      send(message.replyTo(), payload);
    }
    send("commands." + service + ".res", payload);
  }

  private void send(String subject, byte[] payload) {
    Message answer = Message.of(subject, payload);
    String id = CommandRequest.id(message);
    bus.send(id.isEmpty() ? answer : answer.withHeader(CommandRequest.ID, id));
  }
}
