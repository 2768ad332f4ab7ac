package io.weir.system;

import io.weir.system.harness.Await;
import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import io.weir.system.harness.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent's wall clock jumps while it runs; the machine's own clock is never touched. */
class ClockIT {
  private static final List<Path> LIBRARIES =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"),
          Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"));

  // the years 1972 and 2040, and in the long form a year to both sides
  static List<String> jumps() {
    return Boolean.getBoolean("weir.soak")
        ? List.of("-20000d", "+5000d", "+365d", "-365d")
        : List.of("-20000d", "+5000d");
  }

  @ParameterizedTest
  @MethodSource("jumps")
  void aJumpOfTheClockLosesNothing(String jump) throws IOException {
    var library = LIBRARIES.stream().filter(Files::exists).findFirst();
    Assumptions.assumeTrue(library.isPresent(), "SKIPPED: this machine has no libfaketime");
    try (House house = House.build("clock" + jump.replaceAll("[^a-z0-9]", "x"))) {
      Path offset = Files.writeString(Machine.folder("faketime").resolve("offset"), "+0");
      house.gateway.environment().put("LD_PRELOAD", library.get().toString());
      house.gateway.environment().put("FAKETIME_TIMESTAMP_FILE", offset.toString());
      house.gateway.environment().put("FAKETIME_CACHE_DURATION", "1");
      house.gateway.environment().put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
      house.gateway.start();
      try (Load load = new Load(house.gateway, "load:clock", 500)) {
        house.awaitFlow(load);
        Files.writeString(offset, jump);
        long jumped = load.accepted();
        Await.until(
            "the load goes on", Duration.ofSeconds(30), () -> load.accepted() > jumped + 3_000);
        Files.writeString(offset, "+0");
        house.assertExact(load, "clock " + jump);
      }
    }
  }
}
