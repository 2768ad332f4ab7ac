package io.weir.bench;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The gateway as a process: start to the first reading on the bus, memory and threads after 30 s,
 * size of the folder. {@code GatewayBench DISTRIBUTION ROUNDS}; prints a table for
 * docs/benchmarks.md. The agent runs without a cloud, with its own nats-server and the samples.
 */
public final class GatewayBench {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Path distribution;
  private final Path folder;

  private GatewayBench(Path distribution, Path folder) {
    this.distribution = distribution;
    this.folder = folder;
  }

  /** One start, watched for 30 s; kB and counts are as /proc has them. */
  private record Round(
      long firstMs, long rssKb, long pssKb, long threads, long brokerRssKb, long cpuMs) {}

  public static void main(String[] args) throws Exception {
    Path distribution = Path.of(args[0]).toAbsolutePath();
    int rounds = Integer.parseInt(args[1]);
    Path folder = Files.createTempDirectory("gateway-bench");
    GatewayBench bench = new GatewayBench(distribution, folder);
    Round firstBoot = bench.round();
    List<Round> restarts = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      restarts.add(bench.round());
    }
    System.out.println("| figure | first start | restart, median | restarts |");
    System.out.println("|---|---|---|---|");
    row("start to first reading published, ms", Round::firstMs, firstBoot, restarts);
    row("agent: resident after 30 s, kB", Round::rssKb, firstBoot, restarts);
    row("agent: proportional (PSS), kB", Round::pssKb, firstBoot, restarts);
    row("agent: threads", Round::threads, firstBoot, restarts);
    row("agent: CPU in 30 s, ms", Round::cpuMs, firstBoot, restarts);
    row("nats-server: resident, kB", Round::brokerRssKb, firstBoot, restarts);
    List<Long> idle = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      idle.add(bench.idleFelix());
    }
    System.out.printf(
        "| an idle Felix: resident, kB | | **%d** | %s |%n",
        idle.stream().sorted().toList().get(rounds / 2), idle);
    for (String part : List.of("", "bundle", "lib", "plugins", "fleet")) {
      System.out.printf("| size of %s, kB | %d | | |%n", part, size(distribution.resolve(part)));
    }
  }

  private static void row(
      String name, java.util.function.ToLongFunction<Round> figure, Round first, List<Round> all) {
    long[] values = all.stream().mapToLong(figure).sorted().toArray();
    String each =
        Stream.of(all)
            .flatMap(List::stream)
            .map(r -> "" + figure.applyAsLong(r))
            .toList()
            .toString();
    System.out.printf(
        "| %s | %d | **%d** | %s |%n",
        name, figure.applyAsLong(first), values[values.length / 2], each);
  }

  private Round round() throws Exception {
    Files.deleteIfExists(data("broker.url"));
    ProcessBuilder builder = new ProcessBuilder(distribution.resolve("bin/weir").toString(), "run");
    builder.environment().put("DEVICE_SERIAL_NUMBER", "BENCH-1");
    builder.environment().put("WEIR_DATA", folder.resolve("data").toString());
    builder.environment().put("WEIR_BROKER_PORT", "0");
    builder.environment().remove("WEIR_CLOUD_URL");
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
    long begin = System.nanoTime();
    Process agent = builder.start();
    try {
      awaitReading(begin);
      long first = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      long until = begin + TimeUnit.SECONDS.toNanos(30);
      while (System.nanoTime() < until) {
        LockSupport.parkNanos(until - System.nanoTime());
      }
      long pid = agent.pid();
      long broker = Long.parseLong(Files.readString(data("broker/broker.pid")).strip());
      return new Round(
          first,
          proc(pid, "status", "VmRSS"),
          proc(pid, "smaps_rollup", "Pss"),
          proc(pid, "status", "Threads"),
          proc(broker, "status", "VmRSS"),
          agent.info().totalCpuDuration().orElseThrow().toMillis());
    } finally {
      agent.destroy();
      if (!agent.waitFor(5, TimeUnit.SECONDS)) {
        agent.destroyForcibly();
      }
    }
  }

  /**
   * The same launcher and JVM options with the framework's own services and none of ours, after 10
   * s.
   *
   * @return resident memory, kB
   */
  private long idleFelix() throws Exception {
    Path home = Files.createDirectories(folder.resolve("idle"));
    for (String kept : List.of("lib", "conf")) {
      link(home.resolve(kept), distribution.resolve(kept));
    }
    Path bundles = Files.createDirectories(home.resolve("bundle"));
    try (Stream<Path> all = Files.list(distribution.resolve("bundle"))) {
      for (Path jar : all.toList()) {
        String name = jar.getFileName().toString();
        if (name.startsWith("org.apache.felix.") || name.startsWith("org.osgi.")) {
          link(bundles.resolve(name), jar);
        }
      }
    }
    // a copy: the script finds its home by where it really is
    Path script = Files.createDirectories(home.resolve("bin")).resolve("weir");
    Files.copy(
        distribution.resolve("bin/weir"),
        script,
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
    ProcessBuilder builder = new ProcessBuilder(script.toString(), "run").redirectErrorStream(true);
    builder.environment().put("DEVICE_SERIAL_NUMBER", "BENCH-2");
    builder.environment().put("WEIR_DATA", folder.resolve("idle-data").toString());
    builder.environment().put("WEIR_BROKER_PORT", "0");
    builder.redirectOutput(folder.resolve("idle.log").toFile());
    Process process = builder.start();
    try {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (System.nanoTime() < until) {
        LockSupport.parkNanos(until - System.nanoTime());
      }
      return proc(process.pid(), "status", "VmRSS");
    } finally {
      process.destroy();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private static void link(Path link, Path target) throws IOException {
    if (!Files.isSymbolicLink(link)) {
      Files.createSymbolicLink(link, target);
    }
  }

  private Path data(String file) {
    return folder.resolve("data").resolve(file);
  }

  /** Listens on the bus like any local program, from the moment it is there. */
  private void awaitReading(long begin) throws IOException, InterruptedException {
    CountDownLatch reading = new CountDownLatch(1);
    try (Connection bus = connect(begin)) {
      bus.createDispatcher(message -> reading.countDown()).subscribe("events.data");
      if (!reading.await(LIMIT_NANOS, TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException("no reading within a minute: see " + folder + "/log");
      }
    }
  }

  private Connection connect(long begin) throws InterruptedException {
    while (System.nanoTime() - begin < LIMIT_NANOS) {
      try {
        String url = Files.readString(data("broker.url")).strip();
        String password = Files.readString(data("secrets/agent.password")).strip();
        return Nats.connect(
            new Options.Builder().server(url).userInfo("agent", password).noReconnect().build());
      } catch (IOException e) {
        LockSupport.parkNanos(5_000_000); // not there yet
      }
    }
    throw new IllegalStateException("no broker within a minute: see " + folder + "/log");
  }

  private static long proc(long pid, String file, String key) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/" + file))) {
      if (line.startsWith(key + ":")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IllegalStateException("no " + key + " in /proc/" + pid + "/" + file);
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long bytes = 0;
      for (Path file :
          files.filter(Files::isRegularFile).sorted(Comparator.naturalOrder()).toList()) {
        bytes += Files.size(file);
      }
      return bytes / 1024;
    }
  }
}
