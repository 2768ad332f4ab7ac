package io.weir.broker.nats;

import io.weir.broker.Message;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bus over a real nats-server without users, of which a test may do what it likes. */
@Timeout(120)
@Tag("slow")
abstract class OneBus {
  @TempDir Path folder;
  NatsServer server;
  NatsBus bus;

  @BeforeEach
  void start() throws Exception {
    server = NatsServer.open(folder);
    bus = new NatsBus(server.settings());
  }

  @AfterEach
  void stop() throws Exception {
    if (bus != null) {
      bus.close();
    }
    if (server != null) {
      server.close();
    }
  }

  static Message data(int number) {
    return Message.of("events.data", Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
  }

  static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }
}
