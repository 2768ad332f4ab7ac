package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.system.harness.Await;
import io.weir.system.harness.Machine;
import io.weir.system.harness.Proc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A link that loses a fifth of its packets and is a quarter second long. */
class LossyIT {
  private static final String RECORDS = Boolean.getBoolean("weir.soak") ? "300000" : "3000";
  private static final Duration LIMIT =
      Duration.ofSeconds(Boolean.getBoolean("weir.soak") ? 1_200 : 240);

  @BeforeAll
  static void networksCanBeMade() throws Exception {
    Machine.assumeRoot();
    String rule =
        "add table inet t; add chain inet t c { type filter hook input priority 0; };"
            + " add rule inet t c numgen random mod 100 < 20 counter drop";
    Process probe =
        new ProcessBuilder(
                Machine.tool("unshare").toString(),
                "-n",
                Machine.tool("sh").toString(),
                "-c",
                Machine.tool("ip")
                    + " link set lo up && "
                    + Machine.tool("nft")
                    + " '"
                    + rule
                    + "'")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    boolean works = probe.waitFor(30, TimeUnit.SECONDS) && probe.exitValue() == 0;
    Assumptions.assumeTrue(
        works, "SKIPPED: no network namespaces here, or nftables cannot lose packets");
  }

  @Test
  void aFifthOfThePacketsLostOnlyDelays() {
    Path folder = Machine.folder("lossy-process");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String command = "%s link set lo up && exec \"$@\"".formatted(Machine.tool("ip"));
    try (Proc house =
        Proc.start(
            "house",
            folder,
            Map.of(),
            List.of(
                Machine.tool("unshare").toString(),
                "-n",
                "sh",
                "-c",
                command,
                "sh",
                java,
                "-XX:TieredStopAtLevel=1",
                "-Dweir.root=" + System.getProperty("weir.root"),
                "-cp",
                System.getProperty("java.class.path"),
                LossyHouse.class.getName(),
                RECORDS))) {
      Await.until("the house in its own network ended", LIMIT, () -> !house.alive());
      assertThat(house.output()).contains(LossyHouse.DONE);
      System.out.println(
          house
              .output()
              .lines()
              .filter(l -> l.contains(LossyHouse.DONE))
              .findFirst()
              .orElseThrow());
    }
  }
}
