package io.weir.samples.hostmetrics;

import io.weir.plugin.Metric;
import io.weir.plugin.Readings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Processor load in per cent, {@code cpu:total} and {@code cpu:<n>}, from {@code /proc/stat}: the
 * share of time that was not idle since the last sample; the first one counts since boot.
 */
final class Cpu {

  static final Metric<Double> TOTAL = Metric.number("cpu:total", "%");

  /** Clock ticks since boot. */
  private record Ticks(long busy, long all) {}

  private final Path stat;
  private final Map<String, Ticks> last = new HashMap<>();

  Cpu(Path root) {
    stat = root.resolve("proc/stat");
  }

  void sample(Readings out) throws IOException {
    for (String line : Files.readAllLines(stat)) {
      if (line.startsWith("cpu")) {
        String[] fields = line.split(" +");
        Ticks now = ticks(fields);
        Ticks before = last.getOrDefault(fields[0], new Ticks(0, 0));
        if (now.all() > before.all()) {
          last.put(fields[0], now);
          out.put(metric(fields[0]), percent(before, now));
        }
      }
    }
  }

  private static Metric<Double> metric(String cpu) {
    return "cpu".equals(cpu) ? TOTAL : Metric.number("cpu:" + cpu.substring(3), "%");
  }

  /** cpu user nice system idle iowait irq softirq steal; what follows is within user and nice. */
  private static Ticks ticks(String[] fields) {
    long all = 0;
    for (int i = 1; i < Math.min(9, fields.length); i++) {
      all += Long.parseLong(fields[i]);
    }
    long idle = Long.parseLong(fields[4]) + Long.parseLong(fields[5]);
    return new Ticks(all - idle, all);
  }

  private static double percent(Ticks before, Ticks now) {
    double busy = (double) (now.busy() - before.busy()) / (now.all() - before.all());
    return Math.round(Math.max(0, busy) * 10_000) / 100.0; // iowait may run backwards
  }
}
