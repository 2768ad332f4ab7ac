package io.weir.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/**
 * A series to measure with. Times are milliseconds since 1970, as Gorilla's encoding wants whole
 * numbers; values are as they were read or made.
 */
record Samples(String name, String unit, long[] timesMs, double[] values) {
  private static final long START_MS = 1_700_000_000_000L;

  /**
   * The machine's own /proc, 61 series every 250 ms: from a file that {@link ProcRecorder} wrote,
   * or the recording that is part of the sources (a two-core Debian 12 that idles and builds in
   * turn).
   */
  static List<Samples> proc(Path recording) throws IOException {
    try (InputStream in =
            recording == null
                ? new GZIPInputStream(Samples.class.getResourceAsStream("proc.csv.gz"))
                : Files.newInputStream(recording);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      String[] names = reader.readLine().split(",");
      List<String[]> rows = reader.lines().map(line -> line.split(",")).toList();
      long[] times =
          rows.stream().mapToLong(row -> Math.round(Double.parseDouble(row[0]) * 1000)).toArray();
      List<Samples> series = new ArrayList<>();
      for (int column = 1; column < names.length; column++) {
        int at = column;
        double[] values = rows.stream().mapToDouble(row -> Double.parseDouble(row[at])).toArray();
        series.add(new Samples(names[at], names[at].startsWith("mem:") ? "By" : "", times, values));
      }
      return series;
    }
  }

  /** A room: a slow swing of four degrees, the noise of a sensor, two decimals. */
  static Samples temperature(int count) {
    Random random = new Random(1);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      double celsius = 21 + 4 * Math.sin(i / 2000.0) + 0.05 * random.nextGaussian();
      values[i] = Math.round(celsius * 100) / 100.0;
    }
    return new Samples("temperature", "Cel", regular(count), values);
  }

  /** A random walk with every bit of a double in use. */
  static Samples walk(int count) {
    Random random = new Random(2);
    double[] values = new double[count];
    double value = 100;
    for (int i = 0; i < count; i++) {
      value += random.nextGaussian();
      values[i] = value;
    }
    return new Samples("walk", "", regular(count), values);
  }

  /** Nothing but noise: what no encoding makes smaller. */
  static Samples noise(int count) {
    return new Samples("noise", "", regular(count), new Random(3).doubles(count).toArray());
  }

  private static long[] regular(int count) {
    long[] times = new long[count];
    for (int i = 0; i < count; i++) {
      times[i] = START_MS + 250L * i;
    }
    return times;
  }

  /** The same values, sampled on the dot. */
  Samples onTheDot() {
    return new Samples(name, unit, regular(values.length), values);
  }

  int count() {
    return values.length;
  }
}
