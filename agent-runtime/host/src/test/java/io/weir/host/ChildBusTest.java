package io.weir.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.broker.Loss;
import io.weir.broker.Message;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChildBusTest {
  private static final String FULL = Packs.QUEUE_FULL;
  private final PipedOutputStream pipe = new PipedOutputStream();
  private final DataInputStream agent = agent();
  private final FrameQueue out = new FrameQueue(pipe, "test-to-agent");
  private final ChildBus bus = new ChildBus(out);

  private DataInputStream agent() {
    try {
      return new DataInputStream(new PipedInputStream(pipe, 4_096));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() throws IOException {
    agent.close();
    out.close();
  }

  @Test
  void whatComesWhileAChangedPluginIsAwayWaitsForIt() {
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    var subscription = bus.subscribe("commands.pump.req", m -> first.add(m.replyTo()));
    bus.deliver(new Message("commands.pump.req", java.util.Map.of(), new byte[0], "relay.1"));
    subscription.close();
    bus.deliver(new Message("commands.pump.req", java.util.Map.of(), new byte[0], "relay.2"));
    bus.deliver(new Message("services.pump.cancel", java.util.Map.of(), new byte[0], "ask.3"));
    bus.subscribe("commands.pump.req", m -> second.add(m.replyTo()));
    assertThat(first).containsExactly("relay.1");
    assertThat(second).containsExactly("relay.2");
  }

  @Test
  void whatThePipeDoesNotTakeIsToldToTheAgentWhenThereIsRoom() throws IOException {
    // nobody reads: the pipe and the queue before it fill
    Message pack = Message.of("events.data", new byte[100_000]);
    for (int packs = 1; bus.publish(pack); packs++) {
      assertThat(packs).as("packs that fit").isLessThan(1_000);
    }
    bus.lost(new Loss("events.data", 3, 1_000, 2_000, FULL));
    bus.lost(new Loss("events.data", 4, 3_000, 4_000, FULL));
    bus.lost(new Loss("events.alert", 1, 5_000, 5_000, FULL));
    List<Loss> told = new ArrayList<>();
    while (told.stream().mapToLong(Loss::records).sum() < 8) {
      Frame frame = Frame.read(agent);
      if (frame.kind() == Frame.Kind.LOST) {
        told.add(ChildLosses.of(frame.message()));
      }
      bus.send(Message.of("services.pump.heartbeat", new byte[0]));
    }
    assertThat(told).allMatch(loss -> loss.reason().equals(FULL));
    assertThat(told.stream().filter(l -> l.subject().equals("events.data")).reduce(Loss::and))
        .contains(new Loss("events.data", 7, 1_000, 4_000, FULL));
  }

  @Test
  void whatIsNoLossIsRefused() {
    for (String json :
        List.of(
            "{}",
            "{\"records\":0,\"first\":1,\"last\":1,\"reason\":\"\"}",
            "{\"records\":1,\"first\":1,\"last\":1.5,\"reason\":\"\"}",
            "[]")) {
      Message message = Message.of("events.data", json.getBytes());
      assertThatThrownBy(() -> ChildLosses.of(message))
          .as(json)
          .isInstanceOf(IllegalArgumentException.class);
    }
    Frame good = ChildLosses.frame(new Loss("commands.pump.req", 1, 1, 1, FULL));
    assertThatThrownBy(() -> ChildLosses.of(good.message())).hasMessageContaining("commands.pump");
  }
}
