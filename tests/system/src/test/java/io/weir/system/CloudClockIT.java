package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.system.harness.AgentBus;
import io.weir.system.harness.Await;
import io.weir.system.harness.FakeClock;
import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import java.time.Duration;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cloud's clock is wrong, the gateway's is right. */
class CloudClockIT {
  private static FakeClock clock;
  private static House house;

  @BeforeAll
  static void open() {
    clock = new FakeClock();
    house = House.build("cloud-clock", clock.environment());
    house.gateway.start();
  }

  @AfterAll
  static void close() {
    if (house != null) {
      house.close();
    }
  }

  static List<Integer> minutes() {
    return Boolean.getBoolean("weir.soak") ? List.of(9, -9, 11, -11) : List.of(-11);
  }

  @ParameterizedTest
  @MethodSource("minutes")
  void readingsAndCommandsPassAllTheSame(int minutes) {
    clock.shift("%+d".formatted(minutes * 60));
    try (Load load = new Load(house.gateway, "load:cloud" + minutes, 200)) {
      house.awaitFlow(load);
      // what the gateway knows of the cloud's clock it tells as a reading of its own
      Await.until(
          "the difference is known",
          Duration.ofSeconds(90),
          () -> house.ledger().latest("weir:clock_offset_s").asDouble(),
          offset -> Math.abs(offset + minutes * 60) < 5);
      // and so that the gateway's operator is told: weir doctor says it with the cure
      try (AgentBus bus = new AgentBus(house.gateway)) {
        JsonNode status = bus.ask("agent.status", "{}", Duration.ofSeconds(20));
        assertThat(status.path("links").path(0).path("clockOffsetSeconds").asDouble())
            .isEqualTo(-60.0 * minutes, Offset.offset(5.0));
      }
      JsonNode answer =
          house.api().command(house.serial, "temp_monitor", "TempUnitCmd", "{\"unit\":\"K\"}");
      assertThat(answer.path("status").asText()).isEqualTo("ok");
      house.assertExact(load, "cloud's clock off by " + minutes + " minutes");
      JsonNode points =
          house.api().points(house.serial, load.series(), load.timeOf(0), load.timeOf(10), 20);
      assertThat(points.path("t").get(0).asDouble())
          .as("the gateway's own time stays")
          .isEqualTo(load.timeOf(0), Offset.offset(1e-6));
    }
  }
}
