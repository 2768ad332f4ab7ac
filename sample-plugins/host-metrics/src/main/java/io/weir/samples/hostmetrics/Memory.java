package io.weir.samples.hostmetrics;

import io.weir.plugin.Metric;
import io.weir.plugin.Readings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Memory and swap, from {@code /proc/meminfo}, which counts in KiB. */
final class Memory {

  static final Metric<Double> USED = Metric.number("memory:used", "%");
  static final Metric<Long> TOTAL = Metric.integer("memory:total", "B");
  static final Metric<Long> AVAILABLE = Metric.integer("memory:available", "B");
  static final Metric<Long> SWAP_TOTAL = Metric.integer("swap:total", "B");
  static final Metric<Long> SWAP_FREE = Metric.integer("swap:free", "B");

  private final Path meminfo;

  Memory(Path root) {
    meminfo = root.resolve("proc/meminfo");
  }

  void sample(Readings out) throws IOException {
    Map<String, Long> bytes = new HashMap<>();
    for (String line : Files.readAllLines(meminfo)) {
      String[] fields = line.split("[: ]+");
      bytes.put(fields[0], Long.parseLong(fields[1]) * 1024);
    }
    long total = bytes.get("MemTotal");
    long available = bytes.get("MemAvailable");
    out.put(USED, Math.round((total - available) * 10_000.0 / total) / 100.0);
    out.put(TOTAL, total);
    out.put(AVAILABLE, available);
    out.put(SWAP_TOTAL, bytes.get("SwapTotal"));
    out.put(SWAP_FREE, bytes.get("SwapFree"));
  }
}
