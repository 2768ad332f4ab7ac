package io.weir.samples.hostmetrics;

import io.weir.plugin.Metric;
import io.weir.plugin.Readings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Load averages and uptime, from {@code /proc/loadavg} and {@code /proc/uptime}. */
final class Load {

  static final Metric<Double> ONE = Metric.number("load:1", "");
  static final Metric<Double> FIVE = Metric.number("load:5", "");
  static final Metric<Double> FIFTEEN = Metric.number("load:15", "");
  static final Metric<Double> UPTIME = Metric.number("system:uptime", "s").incremental();

  private final Path proc;

  Load(Path root) {
    proc = root.resolve("proc");
  }

  void sample(Readings out) throws IOException {
    String[] load = Files.readString(proc.resolve("loadavg")).split(" ");
    out.put(ONE, Double.parseDouble(load[0]));
    out.put(FIVE, Double.parseDouble(load[1]));
    out.put(FIFTEEN, Double.parseDouble(load[2]));
    String[] uptime = Files.readString(proc.resolve("uptime")).split(" ");
    out.put(UPTIME, Double.parseDouble(uptime[0]));
  }
}
