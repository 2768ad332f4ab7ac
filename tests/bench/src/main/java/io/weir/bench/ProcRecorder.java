package io.weir.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Records this machine's /proc for {@link CodecBench}: {@code ProcRecorder FILE ROUNDS}. */
public final class ProcRecorder {
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private ProcRecorder() {}

  public static void main(String[] args) throws IOException {
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(Path.of(args[0])))) {
      Map<String, String> first = read();
      out.println("t," + String.join(",", first.keySet()));
      long next = System.nanoTime();
      for (int round = Integer.parseInt(args[1]); round > 0; round--) {
        Map<String, String> now = read();
        out.print(System.currentTimeMillis() / 1000.0);
        first.keySet().forEach(name -> out.print("," + now.getOrDefault(name, "0")));
        out.println();
        next += PERIOD_NANOS;
        LockSupport.parkNanos(next - System.nanoTime());
      }
    }
  }

  private static Map<String, String> read() throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    String[] times = {"user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"};
    for (String line : Files.readAllLines(Path.of("/proc/stat"))) {
      String[] words = line.trim().split("\\s+");
      if (words[0].startsWith("cpu")) {
        put(values, words[0], words, 1, times);
      } else if (words.length == 2) {
        values.put(words[0], words[1]);
      }
    }
    for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
      String[] words = line.trim().split("[:\\s]+");
      values.put("mem:" + words[0], Long.toString(Long.parseLong(words[1]) * 1024));
    }
    String[] load = Files.readString(Path.of("/proc/loadavg")).split(" ");
    put(values, "load", load, 0, "1m", "5m", "15m");
    for (String line : Files.readAllLines(Path.of("/proc/net/dev"))) {
      String[] words = line.trim().split("[:\\s]+");
      if (line.contains(":")) {
        values.put("net:" + words[0] + ":rxbytes", words[1]);
        values.put("net:" + words[0] + ":rxpackets", words[2]);
        values.put("net:" + words[0] + ":txbytes", words[9]);
        values.put("net:" + words[0] + ":txpackets", words[10]);
      }
    }
    return values;
  }

  private static void put(
      Map<String, String> values, String group, String[] words, int from, String... fields) {
    for (int i = 0; i < fields.length; i++) {
      values.put(group + ":" + fields[i], words[from + i]);
    }
  }
}
