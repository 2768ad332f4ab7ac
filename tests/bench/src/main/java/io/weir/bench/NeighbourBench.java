package io.weir.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.system.harness.Await;
import io.weir.system.harness.PluginBench;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * A healthy plugin beside a hostile one of each kind, in one JVM: the time between two of its
 * samples, alone and then beside it, in the same run; medians of the rounds. {@code NeighbourBench
 * ROOT SECONDS ROUNDS [MODE...]}; prints a table for docs/benchmarks.md.
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
  private final int rounds;

  private NeighbourBench(int seconds, int rounds) {
    this.seconds = seconds;
    this.rounds = rounds;
  }

  /** Percentiles of the time between two samples, in milliseconds, and what was not published. */
  private record Figures(double p99, double longest, long dropped) {}

  /** One round. */
  private record Round(Figures alone, Figures beside) {
    double ratio() {
      return beside.p99 / alone.p99;
    }
  }

  public static void main(String[] args) {
    System.setProperty("weir.root", args[0]);
    NeighbourBench bench = new NeighbourBench(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    System.out.println(
        "| beside it | p99 before, ms | p99 beside it, ms | ratio of each round | ratio | longest, ms"
            + " | lost |");
    System.out.println("|---|---|---|---|---|---|---|");
    (args.length > 3 ? List.of(args).subList(3, args.length) : MODES).forEach(bench::print);
  }

  private void print(String mode) {
    List<Round> all = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      all.add(run(mode));
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f | %.1f | %s | **%.2f** | %.0f | %d |%n",
        mode.toLowerCase(Locale.ROOT).replace('_', ' '),
        median(all, round -> round.alone.p99),
        median(all, round -> round.beside.p99),
        all.stream()
            .map(round -> String.format(Locale.ROOT, "%.2f", round.ratio()))
            .collect(Collectors.joining(", ")),
        median(all, Round::ratio),
        median(all, round -> round.beside.longest),
        all.stream().mapToLong(round -> round.beside.dropped).sum());
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private Round run(String mode) {
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
      return new Round(alone, watch(bench));
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
