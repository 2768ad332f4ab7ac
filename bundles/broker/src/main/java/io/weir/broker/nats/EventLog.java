package io.weir.broker.nats;

import io.nats.client.Connection;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what the client library has to say to the log; by itself it would use java.util.logging.
 */
final class EventLog implements ErrorListener {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.broker");

  @Override
  public void errorOccurred(Connection connection, String error) {
    LOG.atWarn().addKeyValue("error", error).log("the broker reports an error");
  }

  @Override
  public void exceptionOccurred(Connection connection, Exception exception) {
    // one for each attempt while the broker is away; the change of state is logged by Link
    LOG.atDebug().setCause(exception).log("connection error");
  }

  @Override
  public void slowConsumerDetected(Connection connection, Consumer consumer) {
    LOG.atWarn()
        .addKeyValue("dropped", consumer.getDroppedCount())
        .log("a subscription does not keep up, messages to it are dropped");
  }
}
