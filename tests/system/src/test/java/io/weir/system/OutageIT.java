package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.system.harness.Await;
import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import io.weir.system.harness.OutboxView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The cloud is gone for as long as it takes to queue what a gateway makes in a day, handed over as
 * fast as the broker takes it, to an agent with a heap of 64 MB (as bin/weir gives it).
 */
class OutageIT {
  /** 100 readings a second for 24 hours. */
  private static final long A_DAY = 8_640_000;

  private static final boolean SOAK = Boolean.getBoolean("weir.soak");
  private static final long RECORDS = SOAK ? A_DAY : 100_000;

  /** Until the code that is hot has been compiled. */
  private static final long WARM = SOAK ? 500_000 : 30_000;

  private static final long A_MILLION = 1_000_000;
  private static final long MILLION_COSTS_KB = 8 << 10;

  private static final int AS_FAST_AS_IT_GOES = 1_000_000;

  @Test
  void aDayWithoutCloudTakesDiskAndNotMemory() throws IOException {
    try (House house = House.open("outage");
        OutboxView outbox = new OutboxView(house.gateway)) {
      try (Load first = new Load(house.gateway, "load:first", 1_000)) {
        house.awaitFlow(first);
        assertFlashIsSpared(house, outbox, first);
        first.stop();
      }
      house.cable.cut();
      flood(house, outbox, "load:warm", WARM);
      long agent = house.gateway.agent().handle().pid();
      long before = resident(agent);
      if (SOAK) {
        flood(house, outbox, "load:million", A_MILLION);
        long million = resident(agent);
        System.out.printf(
            "a million queued: resident %,d kB before and %,d kB after%n", before, million);
        assertThat(million).isLessThanOrEqualTo(before + MILLION_COSTS_KB);
      }
      long disk = outbox.now().path("diskBytes").asLong();
      long start = System.nanoTime();
      Load load = flood(house, outbox, "load:outage", RECORDS);
      double seconds = (System.nanoTime() - start) / 1e9;
      long after = resident(agent);
      double bytes = outbox.now().path("diskBytes").asLong() - disk;
      System.out.printf(
          "cloud gone: %,d records stored at %,.0f/s, %.1f bytes a record on disk,"
              + " resident %,d kB before and %,d kB after%n",
          load.accepted(), load.accepted() / seconds, bytes / load.accepted(), before, after);
      assertThat(house.gateway.agent().alive()).as("-Xmx64m survives the flood").isTrue();
      assertThat(after).as("resident memory, kB, before: " + before).isLessThan(before * 6 / 5);
      assertThat(bytes / load.accepted()).as("bytes on disk a record").isLessThan(20);
      house.cable.restore();
      house.assertExact(load, "a day without cloud", Duration.ofSeconds(SOAK ? 1_800 : 120));
      assertThat(house.gateway.agent().alive()).as("and the drain").isTrue();
    }
  }

  /** While it runs as on any day: what a thousand records a second cost the flash memory. */
  private static void assertFlashIsSpared(House house, OutboxView outbox, Load load)
      throws IOException {
    long agent = house.gateway.agent().handle().pid();
    long broker = house.gateway.broker().pid();
    long records = outbox.appended();
    long bytesBefore = written(agent);
    long brokerBefore = written(broker);
    load.advance(5_000);
    records = outbox.appended() - records;
    double byAgent = (double) (written(agent) - bytesBefore) / records;
    double byBroker = (double) (written(broker) - brokerBefore) / records;
    System.out.printf(
        "written to disk a record: %.0f bytes by the agent, %.0f by its broker%n",
        byAgent, byBroker);
    assertThat(byAgent + byBroker).as("bytes given to the disk a record").isLessThan(1_500);
  }

  /** proc(5): bytes that the process caused to be written to storage. */
  private static long written(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/io"))) {
      if (line.startsWith("write_bytes:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new AssertionError("no write_bytes for process " + pid);
  }

  /** Returns when all of it is in the outbox. */
  private static Load flood(House house, OutboxView outbox, String series, long records) {
    long before = outbox.appended();
    Load load = new Load(house.gateway, series, AS_FAST_AS_IT_GOES);
    long goal = records;
    while (load.accepted() < goal) {
      load.advance(Math.min(20_000, goal - load.accepted()));
    }
    long produced = load.stop();
    Await.until(
        produced + " records of " + series + " are in the outbox",
        Duration.ofSeconds(SOAK ? 900 : 90),
        () -> outbox.appended() >= before + produced);
    return load;
  }

  /** proc(5), in kB. */
  private static long resident(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new AssertionError("no VmRSS for process " + pid);
  }
}
