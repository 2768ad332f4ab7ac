package io.weir.samples.hostmetrics;

import io.weir.plugin.Metric;
import io.weir.plugin.Readings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What each disk read and wrote, counters from {@code /proc/diskstats}. Whole disks only: a
 * partition's traffic is in its disk's, and loop and RAM disks are not hardware.
 */
final class Disks {

  private static final int SECTOR = 512; // bytes, whatever the disk's own are: the kernel's unit

  private final Path diskstats;
  private final Path block;

  Disks(Path root) {
    diskstats = root.resolve("proc/diskstats");
    block = root.resolve("sys/block");
  }

  void sample(Readings out) throws IOException {
    for (String line : Files.readAllLines(diskstats)) {
      // major minor name reads merged sectors ms writes merged sectors ms inflight busy-ms ...
      String[] fields = line.strip().split(" +");
      if (isDisk(fields[2])) {
        String disk = "disk:" + Name.of(fields[2]);
        out.put(Metric.counter(disk + ":reads", ""), Long.parseLong(fields[3]));
        out.put(Metric.counter(disk + ":read", "B"), Long.parseLong(fields[5]) * SECTOR);
        out.put(Metric.counter(disk + ":writes", ""), Long.parseLong(fields[7]));
        out.put(Metric.counter(disk + ":written", "B"), Long.parseLong(fields[9]) * SECTOR);
        out.put(Metric.counter(disk + ":busy", "ms"), Long.parseLong(fields[12]));
      }
    }
  }

  private boolean isDisk(String device) {
    return !device.startsWith("loop")
        && !device.startsWith("ram")
        && Files.exists(block.resolve(device.replace('/', '!')));
  }
}
