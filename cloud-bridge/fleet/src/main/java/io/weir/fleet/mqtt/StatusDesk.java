package io.weir.fleet.mqtt;

import com.google.protobuf.InvalidProtocolBufferException;
import io.weir.uplink.proto.Status;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Births and last wills on their way from the link's callback to the store: the newest of each
 * gateway, on a thread of its own ({@code weir-status}).
 */
public final class StatusDesk implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StatusDesk.class);

  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  private final Target target;
  private final Thread thread = new Thread(this::run, "weir-status");
  private boolean closed;

  private record Waiting(byte[] payload, boolean retained) {}

  /** Who is told; called on the thread {@code weir-status}, may block. */
  public interface Target {
    /**
     * @param retained whether it was said some time ago and kept by the broker
     */
    void status(String serial, Status status, boolean retained);
  }

  public StatusDesk(Target target) {
    this.target = target;
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes a status and returns at once. Any thread. */
  public synchronized void offer(String serial, byte[] payload, boolean retained) {
    waiting.put(serial, new Waiting(payload, retained));
    notifyAll();
  }

  private void run() {
    while (true) {
      Map.Entry<String, Waiting> next;
      try {
        next = next();
      } catch (InterruptedException e) {
        return;
      }
      if (next == null) {
        return;
      }
      tell(next.getKey(), next.getValue());
    }
  }

  private void tell(String serial, Waiting status) {
    // an empty retained message is how a broker's administrator removes one
    if (status.payload().length == 0) {
      return;
    }
    try {
      target.status(serial, Status.parseFrom(status.payload()), status.retained());
    } catch (InvalidProtocolBufferException e) {
      LOG.atWarn().addKeyValue("serial", serial).setCause(e).log("not a status message");
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("serial", serial).setCause(e).log("status not stored");
    }
  }

  private synchronized Map.Entry<String, Waiting> next() throws InterruptedException {
    while (waiting.isEmpty() && !closed) {
      wait();
    }
    if (closed) {
      return null;
    }
    Map.Entry<String, Waiting> first = waiting.entrySet().iterator().next();
    waiting.remove(first.getKey());
    return Map.entry(first.getKey(), first.getValue());
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
