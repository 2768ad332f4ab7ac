package io.weir.system;

import io.weir.system.harness.Cable;
import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import io.weir.system.harness.Machine;
import io.weir.system.harness.Proc;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A whole house in a network namespace of its own, whose cable loses packets: a main program,
 * because a process cannot move its sockets there. The argument is how many records to publish.
 */
public final class LossyHouse {
  static final String DONE = "lossy link: exact";
  private static final int PERCENT = 20;
  private static final Duration ONE_WAY = Duration.ofMillis(120);
  private static final Pattern DROPPED = Pattern.compile("counter packets (\\d+)");

  private LossyHouse() {}

  public static void main(String[] args) {
    try (House house = House.build("lossy");
        Cable far = new Cable(house.cable.port())) {
      far.delay(ONE_WAY);
      lose(house, house.cable.port());
      house.gateway.configure(
          "io.weir.bridge", Map.of("cloud.url", "ssl://127.0.0.1:" + far.port()));
      house.gateway.start();
      try (Load load = new Load(house.gateway, "load:lossy", 500)) {
        house.awaitFlow(load);
        load.advance(Long.parseLong(args[0]));
        house.assertExact(load, PERCENT + " % of packets lost");
        long dropped = dropped(house);
        if (dropped == 0) {
          throw new AssertionError("no packet was dropped");
        }
        System.out.printf("%s; %,d records, %d packets dropped%n", DONE, load.accepted(), dropped);
      }
    }
    System.exit(0);
  }

  private static void lose(House house, int port) {
    String rules =
        "add table inet weir; "
            + "add chain inet weir line { type filter hook input priority 0; }; "
            + "add rule inet weir line tcp dport %1$d numgen random mod 100 < %2$d counter drop; "
            + "add rule inet weir line tcp sport %1$d numgen random mod 100 < %2$d counter drop";
    nft(house, rules.formatted(port, PERCENT));
  }

  private static long dropped(House house) {
    Matcher counters = DROPPED.matcher(nft(house, "list table inet weir"));
    return counters.results().mapToLong(found -> Long.parseLong(found.group(1))).sum();
  }

  private static String nft(House house, String command) {
    return Proc.run(
        "nft", house.folder, Map.of(), List.of(Machine.tool("nft").toString(), command));
  }
}
