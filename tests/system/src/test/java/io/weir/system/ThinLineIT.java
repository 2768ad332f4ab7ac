package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.system.harness.Await;
import io.weir.system.harness.Bulk;
import io.weir.system.harness.BusyFront;
import io.weir.system.harness.Cable;
import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import io.weir.system.harness.Machine;
import io.weir.system.harness.OutboxView;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A line on which a birth or a segment takes longer than a line may be silent: it is given up and
 * learned from, and then it drains (decision 0086), a live reading behind one segment of the
 * backlog at most. The short form is in proportion: short keep-alives, small segments.
 */
class ThinLineIT {
  private static final boolean SOAK = Boolean.getBoolean("weir.soak");
  // 8 and 16 kbit/s; 1.5 keep-alives are 30 and 3 s, a segment takes 60 and 4 s
  private static final long BYTES_PER_SECOND =
      Long.getLong("weir.line.bytes.per.second", SOAK ? 1_000 : 2_000);
  private static final int KEEP_ALIVE_S = SOAK ? 20 : 2;
  private static final long SEGMENT_BYTES = SOAK ? 60_000 : 8_000;
  private static final int SEGMENTS = SOAK ? 4 : 1;
  // the handshakes and births of the lines that were given up, and what is live meanwhile
  private static final long BESIDE_BYTES = 200_000;
  private static final Duration LIMIT = Duration.ofSeconds(SOAK ? 900 : 60);
  // two segments: what leaves as soon as the line stands is ahead of the first reading
  private static final double FRESH_SECONDS = 30 + 2.0 * SEGMENT_BYTES / BYTES_PER_SECOND;
  private static final long RECORDS = SEGMENT_BYTES / Bulk.BYTES_A_RECORD;
  private static final int PER_SECOND = 10;

  private House house;
  private BusyFront front;
  private Cable httpsCable;

  @AfterEach
  void close() {
    if (httpsCable != null) {
      httpsCable.close();
      front.close();
    }
    if (house != null) {
      house.close();
    }
  }

  private void open(Map<String, String> link) {
    house.gateway.configure(
        "io.weir.bridge",
        Map.of(
            "keepalive.s", Integer.toString(KEEP_ALIVE_S),
            "group.ms", "2000",
            "group.offline.ms", "2000"));
    house.gateway.configure("io.weir.bridge", link);
    house.gateway.start();
  }

  /** Over HTTPS in the long form only: what is small goes beside, and takes its time as well. */
  private static Stream<String> transports() {
    return SOAK ? Stream.of("mqtt", "https") : Stream.of("mqtt");
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aSegmentThatTakesLongerThanALineMayBeSilentGetsThrough(String transport) {
    house = House.build("thin-" + transport);
    if (transport.equals("https")) {
      front = new BusyFront(house.cloud);
      httpsCable = new Cable(front.port());
      open(
          Map.of(
              "cloud.url",
              "https://localhost:" + httpsCable.port(),
              "tls.cert",
              "",
              "tls.key",
              "",
              "token.file",
              house.cloud.linkToken(house.serial).toString()));
      drains(httpsCable);
    } else {
      open(Map.of());
      drains(house.cable);
    }
  }

  private void drains(Cable cable) {
    try (Load load = new Load(house.gateway, "load:live", PER_SECOND);
        OutboxView outbox = new OutboxView(house.gateway)) {
      house.awaitFlow(load);
      cable.cut();
      for (int segment = 1; segment <= SEGMENTS; segment++) {
        long before = outbox.appended();
        Bulk.publish(house.gateway, "bulk:" + segment, RECORDS);
        Await.until(
            "a segment of the backlog is written",
            Machine.underLoad(Duration.ofSeconds(20)),
            () -> outbox.appended() >= before + RECORDS);
      }
      cable.limit(BYTES_PER_SECOND);
      long upBefore = cable.upBytes();
      double restored = now();
      cable.restore();
      Await.until(
          "a live reading is through",
          Machine.underLoad(LIMIT),
          () -> house.ledger().newest("load:live") > restored);
      double firstLive = now() - restored;
      double[] oldest = {0};
      Await.until(
          "the backlog is through",
          Machine.underLoad(LIMIT),
          () -> {
            oldest[0] = Math.max(oldest[0], now() - house.ledger().newest("load:live"));
            return backlog();
          },
          stored -> stored == SEGMENTS * RECORDS);
      long up = cable.upBytes() - upBefore;
      System.out.printf(
          "%d kbit/s: live after %.0f s, then at most %.1f s old; %d segments of %d kB after"
              + " %.0f s; %d kB went up%n",
          BYTES_PER_SECOND * 8 / 1000,
          firstLive,
          oldest[0],
          SEGMENTS,
          SEGMENT_BYTES / 1000,
          now() - restored,
          up / 1000);
      if (SOAK) {
        assertThat(oldest[0]).as("age of the newest live reading, s").isLessThan(FRESH_SECONDS);
        // what is cut off is sent once more for each time that the line is given up, and no more;
        // of a single segment the tries depend on how busy the machine is
        assertThat(up)
            .as("bytes that went up")
            .isLessThan((SEGMENTS + 2) * SEGMENT_BYTES + BESIDE_BYTES);
      }
      cable.limit(0);
      cable.cut();
      cable.restore();
      house.assertExact(load, "a thin line");
    }
  }

  private long backlog() {
    long stored = 0;
    for (int segment = 1; segment <= SEGMENTS; segment++) {
      stored += house.ledger().stored("bulk:" + segment);
    }
    return stored;
  }

  private static double now() {
    return System.currentTimeMillis() / 1e3;
  }
}
