package io.weir.console;

import com.fasterxml.jackson.jr.ob.JSON;
import io.weir.broker.Bus;
import io.weir.broker.Message;
import io.weir.broker.Subscription;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers JSON requests on one subject: whatever happens, exactly one answer. On the subscription's
 * thread.
 */
final class Requests {
  private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

  /** One kind of request. */
  @FunctionalInterface
  interface Answering {
    Map<String, Object> answer(Map<String, Object> request) throws Refused, IOException;
  }

  private Requests() {}

  static Subscription on(Bus bus, String subject, Answering answering) {
    return bus.subscribe(subject, message -> take(bus, message, answering));
  }

  private static void take(Bus bus, Message message, Answering answering) {
    if (message.replyTo() == null) {
      return;
    }
    Map<String, Object> answer;
    try {
      answer = answering.answer(JSON.std.mapFrom(message.payload()));
    } catch (Refused | IOException e) {
      answer = Map.of("error", String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.atWarn().addKeyValue("subject", message.subject()).setCause(e).log("request failed");
      answer = Map.of("error", "the agent failed at it: " + e);
    }
    try {
      bus.send(Message.of(message.replyTo(), JSON.std.asBytes(answer)));
    } catch (IOException e) {
      throw new IllegalStateException("an answer is always JSON", e);
    }
  }

  static String text(Map<String, Object> request, String field) throws Refused {
    if (request.get(field) instanceof String value && !value.isBlank()) {
      return value;
    }
    throw new Refused("expected text in field " + field + ", found " + request.get(field));
  }
}
