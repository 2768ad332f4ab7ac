package io.weir.samples.hostmetrics;

import io.weir.plugin.Metric;
import io.weir.plugin.Readings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What each network interface received and sent, counters from {@code /proc/net/dev}. */
final class Network {

  private final Path dev;

  Network(Path root) {
    dev = root.resolve("proc/net/dev");
  }

  void sample(Readings out) throws IOException {
    List<String> lines = Files.readAllLines(dev);
    for (String line : lines.subList(2, lines.size())) { // two lines of headings
      int colon = line.lastIndexOf(':'); // an alias has a colon of its own
      String device = line.substring(0, colon).strip();
      if (!"lo".equals(device)) {
        counters(out, "net:" + Name.of(device), line.substring(colon + 1).strip().split(" +"));
      }
    }
  }

  /** Received bytes packets errors dropped and four more, then the same of what was sent. */
  private static void counters(Readings out, String device, String[] fields) {
    out.put(Metric.counter(device + ":rx", "B"), Long.parseLong(fields[0]));
    out.put(Metric.counter(device + ":rx:packets", ""), Long.parseLong(fields[1]));
    out.put(Metric.counter(device + ":rx:errors", ""), Long.parseLong(fields[2]));
    out.put(Metric.counter(device + ":rx:dropped", ""), Long.parseLong(fields[3]));
    out.put(Metric.counter(device + ":tx", "B"), Long.parseLong(fields[8]));
    out.put(Metric.counter(device + ":tx:packets", ""), Long.parseLong(fields[9]));
    out.put(Metric.counter(device + ":tx:errors", ""), Long.parseLong(fields[10]));
    out.put(Metric.counter(device + ":tx:dropped", ""), Long.parseLong(fields[11]));
  }
}
