package io.weir.cli;

import io.weir.broker.Message;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Cancels a command when the person who waits for it presses Ctrl-C. */
final class CancelOnInterrupt implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Thread hook;

  /**
   * @param err is told what became of it
   */
  CancelOnInterrupt(Gateway gateway, String service, String id, PrintWriter err) {
    hook =
        new Thread(
            () -> {
              byte[] payload = id.getBytes(StandardCharsets.UTF_8);
              Message cancel = Message.of("services." + service + ".cancel", payload);
              boolean found =
                  Gateway.parse(gateway.request(cancel, PATIENCE).payload())
                      .path("cancelled")
                      .asBoolean();
              err.println(found ? "cancelled: it is told to end" : "it was answered already");
              err.flush();
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
