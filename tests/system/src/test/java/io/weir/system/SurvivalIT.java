package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.PublishOptions;
import io.weir.system.harness.Await;
import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import io.weir.system.harness.Machine;
import io.weir.system.harness.OutboxView;
import io.weir.system.harness.SharedHouse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a gateway meets, done to it on purpose under load; at the end each record is stored exactly
 * once.
 */
class SurvivalIT {
  private static final boolean SOAK = Boolean.getBoolean("weir.soak");
  private static final long SEED = Long.getLong("weir.seed", System.nanoTime());
  // what is promised: healthy again, without help
  private static final Duration HEALTHY = Duration.ofSeconds(30);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private final Random random = new Random(SEED);

  @RegisterExtension static final SharedHouse HOUSE = new SharedHouse("survival");

  private enum Victim {
    AGENT,
    GATEWAY_BROKER,
    CLOUD_BROKER,
    FLEET
  }

  @Test
  void killingEachPartInTurnTwentyTimesLosesNothing() {
    House house = HOUSE.get();
    try (Load load = new Load(house.gateway, "load:kill", 1_000)) {
      house.awaitFlow(load);
      int kills = Integer.getInteger("weir.kills", SOAK ? 100 : 20);
      for (int i = 0; i < kills; i++) {
        // a random moment is the point of this test; progress of the load proves that the house
        // runs again
        LockSupport.parkNanos(random.nextLong(1_500_000_000));
        kill(house, Victim.values()[i % Victim.values().length]);
        awaitProgress(load, "kill " + i);
      }
      house.assertExact(load, "seed " + SEED);
    }
  }

  @Test
  void killingTheAgentUnderTenThousandRecordsASecondLosesNothing() {
    House house = HOUSE.get();
    int kills = Integer.getInteger("weir.kills", SOAK ? 100 : 5);
    try (Load load = new Load(house.gateway, "load:fast", 10_000)) {
      house.awaitFlow(load);
      for (int i = 0; i < kills; i++) {
        LockSupport.parkNanos(random.nextLong(3_000_000_000L));
        long starts = house.gateway.starts();
        kill(house, Victim.AGENT);
        // the broker that is left behind takes readings too, until the next agent ends it
        Await.until(
            "an agent that records, after kill " + i + ", seed " + SEED,
            Machine.underLoad(HEALTHY),
            () -> house.gateway.starts() > starts);
        awaitProgress(load, "kill " + i);
      }
      // two minutes for what was broken, and time to count what may be millions
      Duration limit = Duration.ofSeconds(120 + load.accepted() / 2_000);
      house.assertExact(load, kills + " kills under 10,000 records a second, seed " + SEED, limit);
    }
  }

  /** The agent stays, and keeps its own readings until the next broker takes them. */
  @Test
  void killingTheGatewaysBrokerAloneLosesNothing() {
    House house = HOUSE.get();
    int kills = Integer.getInteger("weir.kills", SOAK ? 100 : 3);
    try (Load load = new Load(house.gateway, "load:broker", 10_000);
        OutboxView outbox = new OutboxView(house.gateway)) {
      house.awaitFlow(load);
      long agent = house.gateway.agent().handle().pid();
      for (int i = 0; i < kills; i++) {
        LockSupport.parkNanos(random.nextLong(1_500_000_000));
        ProcessHandle broker = house.gateway.broker();
        broker.destroyForcibly();
        broker.onExit().join();
        awaitProgress(load, "kill " + i + " of the gateway's broker");
        // the next kill has to meet an agent that records from the broker that was started
        // not what it has acknowledged: what was on its way at the kill comes a minute later
        long appended =
            Await.until("its outbox answers", LIMIT, outbox::appended, records -> records > 0);
        Await.until(
            "the recorder goes on after kill " + i + ", seed " + SEED,
            Machine.underLoad(HEALTHY),
            () -> outbox.appended() > appended + 10 * load.recordsAPack());
      }
      assertThat(house.gateway.agent().handle().pid()).as("the same agent").isEqualTo(agent);
      assertThat(house.gateway.agent().alive()).as("it lives").isTrue();
      Duration limit = Duration.ofSeconds(120 + load.accepted() / 2_000);
      house.assertExact(load, kills + " kills of the gateway's broker, seed " + SEED, limit);
    }
  }

  @Test
  void killingTheAgentAndItsBrokerAtOnceLosesNothing() {
    House house = HOUSE.get();
    int kills = Integer.getInteger("weir.kills", SOAK ? 100 : 3);
    try (Load load = new Load(house.gateway, "load:both", 1_000)) {
      house.awaitFlow(load);
      for (int i = 0; i < kills; i++) {
        LockSupport.parkNanos(random.nextLong(1_500_000_000));
        ProcessHandle broker = house.gateway.broker();
        broker.destroyForcibly();
        kill(house, Victim.AGENT);
        awaitProgress(load, "kill " + i + " of both");
      }
      house.assertExact(load, kills + " kills of agent and broker, seed " + SEED);
    }
  }

  /** The fleet has committed and said so, the word is lost on the way, and the fleet is killed. */
  @Test
  void anAcknowledgementThatGotLostStoresNothingTwice() {
    House house = HOUSE.get();
    int rounds = SOAK ? 20 : 2;
    double repeats = 0;
    try (Load load = new Load(house.gateway, "load:ack", 1_000)) {
      for (int i = 0; i < rounds; i++) {
        house.awaitFlow(load);
        house.awaitOnline();
        house.cable.deafen();
        long deaf = house.ledger().stored("load:ack");
        Await.until(
            "segments are stored whose acknowledgement is lost",
            Duration.ofSeconds(60),
            () -> house.ledger().stored("load:ack") > deaf + 500);
        kill(house, Victim.FLEET);
        // it keeps messages for a gateway that is away: with it they are gone
        kill(house, Victim.CLOUD_BROKER);
        house.cable.restore();
        long before = load.accepted();
        Await.until(
            "live again", Duration.ofSeconds(60), () -> house.ledger().stored("load:ack") > before);
        // counted by the fleet since its start
        repeats += house.api().metric("weir_fleet_segments_duplicate_total");
      }
      assertThat(repeats).as("segments that came twice").isPositive();
      house.assertExact(load, "lost acknowledgements, seed " + SEED);
    }
  }

  /** Whose answer was lost on the way sends again, perhaps when nobody who heard it still runs. */
  @Test
  void whatIsSentAgainAfterAgentAndBrokerWereKilledIsStoredOnce() throws Exception {
    House house = HOUSE.get();
    String publisher = UUID.randomUUID().toString();
    publish(house, publisher + ":1", "again:once");
    Await.until("stored", LIMIT, () -> house.ledger().stored("again:once") == 1);
    Await.until("acknowledged", LIMIT, () -> house.gateway.unacknowledged() == 0);
    ProcessHandle broker = house.gateway.broker();
    broker.destroyForcibly();
    kill(house, Victim.AGENT);
    // the broker may have forgotten the id with the message
    publish(house, publisher + ":1", "again:once");
    publish(house, publisher + ":2", "again:next");
    Await.until("the next one", LIMIT, () -> house.ledger().stored("again:next") == 1);
    assertThat(house.ledger().stored("again:once")).isEqualTo(1);
  }

  private static void publish(House house, String id, String series) {
    String pack = "[{\"n\":\"%s\",\"v\":1}]".formatted(series);
    PublishOptions options = PublishOptions.builder().messageId(id).build();
    Await.until(
        "the broker takes " + id,
        LIMIT,
        () -> {
          try (Connection nats =
              Nats.connect(
                  Load.options(house.gateway.natsUrl(), house.gateway.secret("app")).build())) {
            byte[] payload = pack.getBytes(StandardCharsets.UTF_8);
            return nats.jetStream().publish("events.data", payload, options);
          }
        },
        ack -> !ack.hasError());
  }

  private static void awaitProgress(Load load, String after) {
    long before = load.accepted();
    Await.until(
        "the load goes on after " + after + ", seed " + SEED,
        Machine.underLoad(HEALTHY),
        () -> load.accepted() > before);
  }

  private static void kill(House house, Victim victim) {
    switch (victim) {
      case AGENT -> {
        house.gateway.kill9();
        house.gateway.start();
      }
      case GATEWAY_BROKER -> house.gateway.broker().destroyForcibly();
      case CLOUD_BROKER -> {
        house.cloud.broker().kill9();
        house.cloud.startBroker();
      }
      case FLEET -> {
        house.cloud.fleet().kill9();
        house.cloud.startFleet();
      }
    }
  }

  @Test
  void aCloudThatIsDownAtBootIsWaitedFor() {
    House house = HOUSE.get();
    house.gateway.kill9();
    house.cable.cut();
    house.gateway.start();
    try (Load load = new Load(house.gateway, "load:boot", 1_000)) {
      load.advance(5_000);
      house.cable.restore();
      house.assertExact(load, "seed " + SEED);
    }
  }

  @Test
  void aCleanStopIsQuickAndLosesNothing() {
    House house = HOUSE.get();
    try (Load load = new Load(house.gateway, "load:stop", 500)) {
      house.awaitFlow(load);
      long begun = System.nanoTime();
      Duration quick = Machine.underLoad(Duration.ofSeconds(6));
      int code = house.gateway.agent().stop(quick.multipliedBy(2));
      assertThat(code).isIn(0, 143);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(quick);
      house.gateway.start();
      house.assertExact(load, "seed " + SEED);
    }
  }
}
