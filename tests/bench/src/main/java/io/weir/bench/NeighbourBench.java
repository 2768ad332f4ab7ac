package io.weir.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.system.harness.Await;
import io.weir.system.harness.PluginBench;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A healthy plugin beside a hostile one of each kind, in one JVM: the time between two of its
 * samples, alone and then beside it, in the same run. {@code NeighbourBench ROOT SECONDS
 * [MODE...]}; prints a table for docs/benchmarks.md.
 */
public final class NeighbourBench {
  private static final List<String> MODES =
      List.of(
          "CALM",
          "BLOCK_IN_ACTIVATION",
          "LOOP",
          "ERROR",
          "OVERFLOW",
          "LEAK_THREADS",
          "FLOOD",
          "GARBAGE",
          "HOARD",
          "SPIN_THREAD",
          "EXIT");
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PERIOD_MS = 20;

  private final int seconds;

  private NeighbourBench(int seconds) {
    this.seconds = seconds;
  }

  /** Percentiles of the time between two samples, in milliseconds, and what was not published. */
  private record Figures(double p99, double longest, long dropped) {}

  public static void main(String[] args) {
    System.setProperty("weir.root", args[0]);
    NeighbourBench bench = new NeighbourBench(Integer.parseInt(args[1]));
    System.out.println(
        "| beside it | p99 before, ms | p99 beside it, ms | ratio | longest, ms | lost |");
    System.out.println("|---|---|---|---|---|---|");
    (args.length > 2 ? List.of(args).subList(2, args.length) : MODES).forEach(bench::run);
  }

  private void run(String mode) {
    try (PluginBench bench = new PluginBench("neighbour").hostile().temperature()) {
      String period = Integer.toString(PERIOD_MS);
      bench.gateway.configure(PluginBench.TEMPERATURE, Map.of("poll.time.ms", period));
      bench.gateway.configure(PluginBench.HOSTILE, Map.of("mode", "CALM"));
      bench.start();
      bench.bus().awaitState("hostile", "RUNNING", LIMIT);
      bench.bus().awaitState("temp_monitor", "RUNNING", LIMIT);
      watch(bench); // the compilers and the start of the gateway are not what is measured
      Figures alone = watch(bench);
      bench.gateway.configure(PluginBench.HOSTILE, Map.of("mode", mode));
      Figures beside = watch(bench);
      System.out.printf(
          Locale.ROOT,
          "| %s | %.1f | %.1f | **%.2f** | %.0f | %d |%n",
          mode.toLowerCase(Locale.ROOT).replace('_', ' '),
          alone.p99,
          beside.p99,
          beside.p99 / alone.p99,
          beside.longest,
          beside.dropped);
    }
  }

  private Figures watch(PluginBench bench) {
    int from = bench.bus().records("temperature").size();
    int count = seconds * 1_000 / PERIOD_MS;
    Await.until(
        "readings of " + seconds + " s",
        LIMIT.multipliedBy(2),
        () -> bench.bus().records("temperature").size() > from + count);
    List<JsonNode> records = bench.bus().records("temperature").subList(from, from + count);
    double[] gaps = new double[count - 1];
    for (int i = 1; i < count; i++) {
      gaps[i - 1] = 1e3 * (time(records.get(i)) - time(records.get(i - 1)));
    }
    java.util.Arrays.sort(gaps);
    return new Figures(
        gaps[gaps.length * 99 / 100],
        gaps[gaps.length - 1],
        bench.bus().heartbeat("temp_monitor").path("dropped").asLong());
  }

  private static double time(JsonNode record) {
    return record.path("t").asDouble();
  }
}
