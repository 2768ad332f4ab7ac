package io.weir.system;

import io.weir.system.harness.Await;
import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import io.weir.system.harness.Machine;
import io.weir.system.harness.SharedHouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The gateway's broker cannot be started: when the gateway boots, and later. */
class BrokerAwayIT {
  // the fault itself
  private static final Duration AWAY =
      Duration.ofSeconds(Boolean.getBoolean("weir.soak") ? 600 : 10);
  // what is promised: healthy again, without help
  private static final Duration HEALTHY = Duration.ofSeconds(30);
  private static final Path PERMIT = Machine.folder("broker-away").resolve("the-broker-may-run");

  @RegisterExtension
  static final SharedHouse HOUSE =
      new SharedHouse(
          "broker-away",
          house ->
              house
                  .gateway
                  .environment()
                  .put("WEIR_BROKER_COMMAND", brokerWithPermit(house).toString()));

  private static Path brokerWithPermit(House house) {
    String script =
        "#!/bin/sh\n[ -e %s ] || { echo no permit; exit 1; }\nexec %s \"$@\"\n"
            .formatted(PERMIT, Machine.tool("nats-server"));
    try {
      Path program = Files.writeString(house.folder.resolve("broker"), script);
      return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aBrokerThatIsNotThereIsWaitedForAndLosesNothing() throws IOException {
    House house = HOUSE.get();
    Await.until(
        "the agent starts without a broker",
        Duration.ofMinutes(2),
        () -> house.gateway.agent().output().contains("agent started"));
    away();
    long back = System.nanoTime();
    Files.createFile(PERMIT);
    try (Load load = new Load(house.gateway, "load:away", 500)) {
      Await.until("readings flow", left(back), () -> house.ledger().stored("load:away") > 0);
      Files.delete(PERMIT);
      house.gateway.broker().destroyForcibly();
      away();
      long before = load.accepted();
      long again = System.nanoTime();
      Files.createFile(PERMIT);
      Await.until(
          "readings flow again",
          left(again),
          () -> house.ledger().stored("load:away") > before + load.recordsAPack());
      house.assertExact(load, "broker away for " + AWAY);
    }
  }

  private static Duration left(long since) {
    return Machine.underLoad(HEALTHY).minusNanos(System.nanoTime() - since);
  }

  private static void away() {
    long end = System.nanoTime() + AWAY.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }
}
