package io.weir.bench;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.Nats;
import io.nats.client.api.PublishAck;
import io.weir.system.harness.Await;
import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The whole house at work: from publishing a reading to seeing it in the fleet's API, bytes on the
 * wire at 1,000 records a second, and how fast a backlog of 100,000 messages reaches the fleet's
 * store. {@code EndToEndBench latency|wire|drain ROUNDS}; prints tables for docs/benchmarks.md.
 * Wants nats-server and mosquitto on the path.
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
        case "drain" -> bench.drain(rounds);
        default -> throw new IllegalArgumentException("latency, wire or drain, was '" + what + "'");
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
        "| round | records | bytes up | bytes a record | bytes down a record |\n|---|---|---|---|---|");
    for (int round = 0; round < rounds; round++) {
      long up = house.cable.upBytes();
      long down = house.cable.downBytes();
      long records = load(Duration.ofSeconds(15));
      up = house.cable.upBytes() - up;
      down = house.cable.downBytes() - down;
      System.out.printf(
          Locale.ROOT,
          "| %d | %d | %d | %.2f | %.2f |%n",
          round + 1,
          records,
          up,
          (double) up / records,
          (double) down / records);
    }
  }

  private void drain(int rounds) throws Exception {
    int messages = 100_000;
    System.out.println("| round | s | messages/s | bytes a message |\n|---|---|---|---|");
    for (int round = 0; round < rounds; round++) {
      String series = "drain:" + round;
      house.cable.cut();
      publishAll(messages, series);
      long up = house.cable.upBytes();
      long begun = System.nanoTime();
      house.cable.restore();
      Await.until(
          "all of it in the fleet",
          Duration.ofMinutes(10),
          () -> house.ledger().stored(series) >= messages);
      double seconds = (System.nanoTime() - begun) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "| %d | %.2f | %.0f | %.1f |%n",
          round + 1,
          seconds,
          messages / seconds,
          (double) (house.cable.upBytes() - up) / messages);
    }
  }

  /** Messages of about 200 bytes with one record each, acknowledged by the broker. */
  private void publishAll(int messages, String series) throws Exception {
    double start = System.currentTimeMillis() / 1000.0;
    List<CompletableFuture<PublishAck>> sent = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      String pack =
          String.format(
              Locale.ROOT,
              "[{\"bn\":\"urn:cpt:device:sn:%s:\",\"n\":\"%s\",\"u\":\"Cel\",\"t\":%.3f,\"v\":%.2f,\"comment\":\"%s\"}]",
              house.serial,
              series,
              start + i / 1000.0,
              20 + Math.sin(i / 500.0),
              "x".repeat(90));
      sent.add(stream.publishAsync("events.data", pack.getBytes(StandardCharsets.UTF_8)));
      if (sent.size() == 256) {
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
        sent.clear();
      }
    }
    CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
  }
}
