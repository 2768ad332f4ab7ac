package io.weir.bench;

import io.weir.senml.ResolvedRecord;
import io.weir.uplink.RecordsCodec;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How many bytes a reading takes, and how fast it is written and read. Prints Markdown. {@code
 * CodecBench [RECORDING]}, see {@link ProcRecorder}.
 */
public final class CodecBench {
  private static final int SERIES_IN_SEGMENT = 30;
  private static final int ROUNDS = 9;
  private static final long ROUND_NANOS = 500_000_000;

  private final PrintStream out;
  private final List<Samples> proc;

  private CodecBench(PrintStream out, List<Samples> proc) {
    this.out = out;
    this.proc = proc;
  }

  public static void main(String[] args) throws IOException {
    Path recording = args.length == 0 ? null : Path.of(args[0]);
    CodecBench bench = new CodecBench(System.out, Samples.proc(recording));
    bench.series();
    bench.segments();
    bench.speed();
  }

  private void series() {
    out.println(
        "| series | records a segment | Weir | Gorilla + Deflate | SenML + gzip | Weir : Gorilla |");
    out.println("|---|---|---|---|---|---|");
    for (int size : new int[] {120, 1000}) {
      int count = proc.get(0).count() / size * size;
      row("/proc, as sampled", size, proc);
      row("/proc, on the dot", size, proc.stream().map(Samples::onTheDot).toList());
      row("/proc, those that change", size, proc.stream().filter(CodecBench::changes).toList());
      row("temperature, two decimals", size, List.of(Samples.temperature(count)));
      row("full precision, random walk", size, List.of(Samples.walk(count)));
      row("full precision, noise", size, List.of(Samples.noise(count)));
    }
    out.println();
  }

  private static boolean changes(Samples samples) {
    return Arrays.stream(samples.values()).anyMatch(value -> value != samples.values()[0]);
  }

  private void row(String name, int size, List<Samples> all) {
    long weir = 0;
    long gorilla = 0;
    long senml = 0;
    long records = 0;
    for (Samples samples : all) {
      for (int from = 0; from + size <= samples.count(); from += size) {
        weir += Encodings.weir(samples, from, from + size);
        gorilla += Encodings.gorilla(samples, from, from + size);
        senml += Encodings.senml(Encodings.records(samples, from, from + size));
        records += size;
      }
    }
    out.printf(
        "| %s | %d | %.3f | %.3f | %.3f | %.2f |%n",
        name,
        size,
        (double) weir / records,
        (double) gorilla / records,
        (double) senml / records,
        (double) weir / gorilla);
  }

  private void segments() {
    out.println("| 30 /proc series together | bytes a record | SenML + gzip |");
    out.println("|---|---|---|");
    for (int rounds : new int[] {1, 8, 33}) {
      long weir = 0;
      long senml = 0;
      long records = 0;
      for (int from = 0; from + rounds <= proc.get(0).count(); from += rounds) {
        List<ResolvedRecord> segment = segment(from, rounds);
        weir += RecordsCodec.encode(segment).length;
        senml += Encodings.senml(segment);
        records += segment.size();
      }
      out.printf(
          "| %d records a segment | %.2f | %.2f |%n",
          rounds * SERIES_IN_SEGMENT, (double) weir / records, (double) senml / records);
    }
    out.println();
  }

  /** Every other /proc series, some rounds of sampling. */
  private List<ResolvedRecord> segment(int from, int rounds) {
    List<ResolvedRecord> records = new ArrayList<>();
    for (int i = from; i < from + rounds; i++) {
      for (int s = 0; s < SERIES_IN_SEGMENT; s++) {
        records.add(Encodings.record(proc.get(2 * s), i));
      }
    }
    return records;
  }

  private void speed() {
    out.println("| speed, one thread | million records a second of CPU |");
    out.println("|---|---|");
    for (int rounds : new int[] {8, 33}) {
      List<ResolvedRecord> records = segment(0, rounds);
      byte[] body = RecordsCodec.encode(records);
      out.printf(
          "| encode %d | %.1f |%n",
          records.size(), median(records.size(), () -> RecordsCodec.encode(records).length));
      out.printf(
          "| decode %d | %.1f |%n",
          records.size(), median(records.size(), () -> RecordsCodec.decode(body).size()));
    }
  }

  private interface Work {
    int run();
  }

  /** Millions a second: the median round. The first two warm the compiler. */
  private static double median(int records, Work work) {
    double[] rates = new double[ROUNDS];
    long results = 0;
    for (int round = -2; round < ROUNDS; round++) {
      long start = cpuNanos();
      long done = 0;
      while (cpuNanos() - start < ROUND_NANOS) {
        results += work.run();
        done += records;
      }
      if (round >= 0) {
        rates[round] = done * 1e3 / (cpuNanos() - start);
      }
    }
    if (results == 0) {
      throw new IllegalStateException("nothing was done");
    }
    Arrays.sort(rates);
    return rates[ROUNDS / 2];
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
