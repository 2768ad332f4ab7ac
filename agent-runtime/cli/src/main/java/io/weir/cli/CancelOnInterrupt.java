package io.weir.cli;

import io.weir.broker.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Cancels a command when the person who waits for it presses Ctrl-C. */
final class CancelOnInterrupt implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Thread hook;

  CancelOnInterrupt(Gateway gateway, String service, String id) {
    hook =
        new Thread(
            () -> {
              byte[] payload = id.getBytes(StandardCharsets.UTF_8);
              gateway.request(Message.of("services." + service + ".cancel", payload), PATIENCE);
            },
            "weir-cancel");
  }

  /** From now on. */
  void arm() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** It was answered. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // it is being cancelled in this moment
    }
  }
}
