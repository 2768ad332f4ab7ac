package io.weir.bench;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.Nats;
import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The whole house at work: from publishing a reading to seeing it in the fleet's API, and bytes on
 * the wire and processor time at 1,000 records a second. {@code EndToEndBench latency|wire ROUNDS};
 * prints tables for docs/benchmarks.md. Wants nats-server and mosquitto on the path. ({@link
 * PeersBench} has the drain.)
 */
public final class EndToEndBench {
  private static final int SERIES = 30;
  private final House house;
  private final Connection connection;
  private final JetStream stream;
  private final Random random = new Random(1);
  private final double[] values = random.doubles(SERIES, 0, 100).toArray();

  private EndToEndBench(House house) throws Exception {
    this.house = house;
    house.awaitOnline();
    connection =
        Nats.connect(Load.options(house.gateway.natsUrl(), house.gateway.secret("app")).build());
    stream = connection.jetStream();
  }

  public static void main(String[] args) throws Exception {
    String what = args[0];
    int rounds = Integer.parseInt(args[1]);
    try (House house = House.open("bench")) {
      EndToEndBench bench = new EndToEndBench(house);
      switch (what) {
        case "latency" -> bench.latency(rounds);
        case "wire" -> bench.wire(rounds);
        default -> throw new IllegalArgumentException("latency or wire, was '" + what + "'");
      }
      bench.connection.close();
    }
  }

  /** One pack of 30 series, values to a hundredth, as a gateway's own metrics are. */
  private byte[] pack(double time) {
    StringBuilder pack = new StringBuilder("[");
    for (int i = 0; i < SERIES; i++) {
      values[i] += random.nextGaussian() / 10;
      pack.append(i == 0 ? "" : ",")
          .append(
              String.format(
                  Locale.ROOT,
                  "{\"n\":\"bench:%d\",\"u\":\"%%\",\"t\":%.3f,\"v\":%.2f}",
                  i,
                  time,
                  values[i]));
    }
    return pack.append(']').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** 1,000 records a second for so long. */
  private long load(Duration length) throws Exception {
    long begun = System.nanoTime();
    long packs = 0;
    while (System.nanoTime() - begun < length.toNanos()) {
      stream.publish("events.data", pack(System.currentTimeMillis() / 1000.0));
      packs++;
      LockSupport.parkNanos(begun + packs * SERIES * 1_000_000L - System.nanoTime());
    }
    return packs * SERIES;
  }

  private void latency(int rounds) throws Exception {
    System.out.println("| round | p50 ms | p99 ms | readings |\n|---|---|---|---|");
    for (int round = 0; round < rounds; round++) {
      List<Long> seen = new ArrayList<>();
      String marker = "marker:" + round;
      var prober = new Thread(() -> probe(marker, seen), "prober");
      prober.start();
      load(Duration.ofSeconds(25));
      prober.join();
      long[] sorted = seen.stream().mapToLong(Long::longValue).sorted().toArray();
      System.out.printf(
          "| %d | %d | %d | %d |%n",
          round + 1, sorted[sorted.length / 2], sorted[sorted.length * 99 / 100], sorted.length);
    }
  }

  /**
   * Publishes a reading, asks until the API shows it, and again; the question itself is part of the
   * time.
   */
  private void probe(String marker, List<Long> seen) {
    for (int i = 0; i < 50; i++) {
      double time = System.currentTimeMillis() / 1000.0;
      long put = System.nanoTime();
      connection.publish(
          "events.data",
          String.format(Locale.ROOT, "[{\"n\":\"%s\",\"t\":%.3f,\"v\":%d}]", marker, time, i)
              .getBytes(StandardCharsets.UTF_8));
      int wanted = i + 1;
      while (house.ledger().stored(marker) < wanted) {
        LockSupport.parkNanos(2_000_000);
      }
      seen.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - put));
      LockSupport.parkNanos(random.nextLong(400_000_000));
    }
  }

  private void wire(int rounds) throws Exception {
    System.out.println(
        "| round | records | bytes up | bytes a record | bytes down a record | agent, % of a core |"
            + " its broker, % |\n|---|---|---|---|---|---|---|");
    for (int round = 0; round < rounds; round++) {
      long up = house.cable.upBytes();
      long down = house.cable.downBytes();
      double agent = cpuSeconds(house.gateway.agent().handle());
      double broker = cpuSeconds(house.gateway.broker());
      long begun = System.nanoTime();
      long records = load(Duration.ofSeconds(15));
      double seconds = (System.nanoTime() - begun) / 1e9;
      up = house.cable.upBytes() - up;
      down = house.cable.downBytes() - down;
      System.out.printf(
          Locale.ROOT,
          "| %d | %d | %d | %.2f | %.2f | %.1f | %.1f |%n",
          round + 1,
          records,
          up,
          (double) up / records,
          (double) down / records,
          100 * (cpuSeconds(house.gateway.agent().handle()) - agent) / seconds,
          100 * (cpuSeconds(house.gateway.broker()) - broker) / seconds);
    }
  }

  private static double cpuSeconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
  }
}
