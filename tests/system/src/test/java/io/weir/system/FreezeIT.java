package io.weir.system;

import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import io.weir.system.harness.Proc;
import io.weir.system.harness.SharedHouse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each part in turn stands still for a while, with all its connections open, and then goes on. */
class FreezeIT {
  private static final boolean SOAK = Boolean.getBoolean("weir.soak");

  // the fault itself: longer than the link's keep-alive, and in the long form than every other one
  private static final Duration FROZEN = Duration.ofSeconds(SOAK ? 60 : 5);
  private static final String KEEP_ALIVE_S = SOAK ? "20" : "3";

  @RegisterExtension
  static final SharedHouse HOUSE =
      new SharedHouse(
          "freeze",
          house -> house.gateway.configure("io.weir.bridge", Map.of("keepalive.s", KEEP_ALIVE_S)));

  @Test
  void aFrozenAgentLosesNothing() {
    freeze("agent", house -> house.gateway.agent().handle().pid());
  }

  @Test
  void aFrozenGatewayBrokerLosesNothing() {
    freeze("broker", house -> house.gateway.broker().pid());
  }

  @Test
  void aFrozenCloudBrokerLosesNothing() {
    freeze("mosquitto", house -> house.cloud.broker().handle().pid());
  }

  @Test
  void aFrozenFleetLosesNothing() {
    freeze("fleet", house -> house.cloud.fleet().handle().pid());
  }

  private static void freeze(String part, ToLongFunction<House> victim) {
    House house = HOUSE.get();
    try (Load load = new Load(house.gateway, "load:freeze-" + part, 500)) {
      house.awaitFlow(load);
      long pid = victim.applyAsLong(house);
      Proc.signal(pid, "STOP");
      long thaw = System.nanoTime() + FROZEN.toNanos();
      while (System.nanoTime() < thaw) {
        LockSupport.parkNanos(thaw - System.nanoTime());
      }
      // the agent may have replaced a broker that did not answer
      ProcessHandle.of(pid).ifPresent(p -> Proc.signal(pid, "CONT"));
      load.advance(10);
      house.assertExact(load, "frozen " + part);
    }
  }
}
