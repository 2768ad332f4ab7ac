package io.weir.system;

import io.weir.system.harness.FakeClock;
import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import io.weir.system.harness.SharedHouse;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent's wall clock jumps while it runs; the machine's own clock is never touched. */
class ClockIT {
  private static FakeClock clock;

  @RegisterExtension
  static final SharedHouse HOUSE =
      new SharedHouse("clock", house -> house.gateway.environment().putAll(clock.environment()));

  @BeforeAll
  static void aClockToTurn() {
    clock = new FakeClock();
  }

  // the years 1972 and 2040, and in the long form a year to both sides
  static List<String> jumps() {
    return Boolean.getBoolean("weir.soak")
        ? List.of("-20000d", "+5000d", "+365d", "-365d")
        : List.of("-20000d", "+5000d");
  }

  @ParameterizedTest
  @MethodSource("jumps")
  void aWrongClockAtTheStartLosesNothing(String shift) {
    House house = HOUSE.get();
    house.gateway.kill9();
    clock.shift(shift);
    house.gateway.start();
    try (Load load = new Load(house.gateway, "load:boot" + shift.replace("+", ""), 500)) {
      load.advance(2_000);
      // the time is set while it runs; certificates of the future or the past cannot be used
      clock.shift("+0");
      house.assertExact(load, "started with the clock " + shift);
    }
  }

  @ParameterizedTest
  @MethodSource("jumps")
  void aJumpOfTheClockLosesNothing(String jump) {
    House house = HOUSE.get();
    try (Load load = new Load(house.gateway, "load:clock" + jump.replace("+", ""), 500)) {
      house.awaitFlow(load);
      clock.shift(jump);
      load.advance(2_000);
      clock.shift("+0");
      house.assertExact(load, "clock " + jump);
    }
  }
}
