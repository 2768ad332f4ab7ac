package io.weir.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.weir.system.harness.House;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Weir in the peers' place: the distribution's agent, mosquitto with client certificates, and the
 * fleet, whose store is the other side's hands. One drain a start. The count of what is stored is
 * held against what was published: a lost or a doubled message fails the round.
 */
final class WeirPeer {

  // the gateway's stream takes 64 MiB and refuses what is more: a program that gets ahead waits
  private static final int AT_ONCE = 100_000;

  // the tests' fleets compile less, to start sooner
  private static final Map<String, String> AS_SHIPPED =
      Map.of("WEIR_FLEET_JAVA_OPTS", "-XX:TieredStopAtLevel=4");

  private WeirPeer() {}

  /**
   * @param before messages that pass before the link is cut
   * @param oneWay delay of the link, each way
   */
  static Drain drain(int before, int messages, Duration oneWay) throws Exception {
    String name = "p" + UUID.randomUUID().toString().substring(0, 8);
    try (House house = House.build(name, AS_SHIPPED)) {
      house.gateway.start();
      house.awaitOnline();
      return drain(house, before, messages, oneWay);
    }
  }

  private static Drain drain(House house, int before, int messages, Duration oneWay)
      throws Exception {
    try (Connection bus = connect(house)) {
      Programs.await("the stream", () -> waiting(bus) == 0);
      NatsPeer.publish(bus.jetStream(), 0, before);
      Programs.await("what comes before", () -> stored(house) == before);
      house.cable.cut();
      house.cable.delay(oneWay);
      for (int i = 0; i < messages; i += AT_ONCE) {
        NatsPeer.publish(bus.jetStream(), i, Math.min(messages, i + AT_ONCE));
        Programs.await("the outbox to have them", () -> waiting(bus) == 0);
      }
      if (stored(house) != before) {
        throw new IllegalStateException("the cable was cut, and yet something arrived");
      }
      List<ProcessHandle> near = new ArrayList<>(List.of(house.gateway.agent().handle()));
      near.add(house.gateway.broker());
      List<ProcessHandle> far =
          List.of(house.cloud.fleet().handle(), house.cloud.broker().handle());
      DrainWatch watch = new DrainWatch(house.cable, near, far);
      try (StoreCount store = new StoreCount(house.cloud.database())) {
        Programs.await("the last message", () -> store.records() >= before + messages);
      }
      Programs.await("the last message to be seen", () -> stored(house) >= before + messages);
      Drain drain = watch.stop(messages);
      if (stored(house) != before + messages) {
        throw new IllegalStateException("stored more than was published: " + stored(house));
      }
      return drain;
    }
  }

  private static Connection connect(House house) throws Exception {
    return Nats.connect(
        new Options.Builder()
            .server(house.gateway.natsUrl())
            .userInfo("agent", house.gateway.secret("agent"))
            .inboxPrefix("_INBOX.agent.")
            .build());
  }

  private static long waiting(Connection bus) {
    try {
      return bus.jetStreamManagement().getStreamInfo("EVENTS").getStreamState().getMsgCount();
    } catch (Exception e) {
      return -1; // the agent has not made it yet
    }
  }

  private static long stored(House house) {
    long stored = 0;
    for (JsonNode series :
        house.api().get("/api/v1/devices/" + house.serial + "/series").path("series")) {
      if (series.path("name").asText().startsWith(Payload.BASE)) {
        stored += series.path("count").asLong();
      }
    }
    return stored;
  }
}
