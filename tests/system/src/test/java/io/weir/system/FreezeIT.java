package io.weir.system;

import io.weir.system.harness.Await;
import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import io.weir.system.harness.Proc;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** Each part in turn stands still for a while, with all its connections open, and then goes on. */
class FreezeIT {
  // the fault itself: longer than the keep-alive of every connection in the long form
  private static final Duration FROZEN =
      Duration.ofSeconds(Boolean.getBoolean("weir.soak") ? 60 : 8);

  @Test
  void aFrozenAgentLosesNothing() {
    freeze("freeze-agent", house -> house.gateway.agent().handle().pid());
  }

  @Test
  void aFrozenGatewayBrokerLosesNothing() {
    freeze("freeze-broker", house -> house.gateway.broker().pid());
  }

  @Test
  void aFrozenCloudBrokerLosesNothing() {
    freeze("freeze-mosquitto", house -> house.cloud.broker().handle().pid());
  }

  @Test
  void aFrozenFleetLosesNothing() {
    freeze("freeze-fleet", house -> house.cloud.fleet().handle().pid());
  }

  private static void freeze(String test, ToLongFunction<House> victim) {
    try (House house = House.open(test);
        Load load = new Load(house.gateway, "load:" + test, 500)) {
      house.awaitFlow(load);
      long pid = victim.applyAsLong(house);
      Proc.signal(pid, "STOP");
      long thaw = System.nanoTime() + FROZEN.toNanos();
      while (System.nanoTime() < thaw) {
        LockSupport.parkNanos(thaw - System.nanoTime());
      }
      // the agent may have replaced a broker that did not answer
      ProcessHandle.of(pid).ifPresent(p -> Proc.signal(pid, "CONT"));
      long before = load.accepted();
      Await.until("the load goes on", Duration.ofSeconds(60), () -> load.accepted() > before);
      house.assertExact(load, test);
    }
  }
}
