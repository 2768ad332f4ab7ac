package io.weir.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.weir.system.harness.Await;
import io.weir.system.harness.PluginBench;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A hundred plugins in the distribution, each a bundle of its own that takes readings every second,
 * and the handler of one does not return: how long a command of the other 99 takes, one after the
 * other and all at once. Beside it, in the same run and on the same broker, 99 subjects that a
 * process of plain NATS answers. {@code CommandsBench ROOT ROUNDS REPEATS}; prints a table for
 * docs/benchmarks.md.
 */
public final class CommandsBench {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int PLUGINS = 100;
  private static final String STUCK = HostileCopies.name(0);
  private static final double PROMISED_MS = 200;
  private static final int QUEUE = 16;
  private static final byte[] REQUEST = pack("Misbehave", "{\"mode\":\"CALM\"}");

  private final Connection nats;
  private final int repeats;

  private CommandsBench(Connection nats, int repeats) {
    this.nats = nats;
    this.repeats = repeats;
  }

  /** Percentiles of the time to an answer, in milliseconds. */
  private record Figures(double half, double p99, double longest, long late, long count) {
    static Figures of(double[] times) {
      Arrays.sort(times);
      return new Figures(
          times[times.length / 2],
          times[times.length * 99 / 100],
          times[times.length - 1],
          Arrays.stream(times).filter(time -> time > PROMISED_MS).count(),
          times.length);
    }
  }

  /** One side in one round. */
  private record Round(Figures single, Figures burst) {}

  public static void main(String[] args) throws IOException, InterruptedException {
    if (args[0].equals("answer")) {
      answer(args[1], args[2]);
      return;
    }
    System.setProperty("weir.root", args[0]);
    try (PluginBench bench = new PluginBench("commands");
        Programs programs = new Programs()) {
      for (Path copy : HostileCopies.write(Path.of(args[0]), programs.folder(), PLUGINS)) {
        bench.plugin(copy.toString());
      }
      bench.gateway.configure(PluginBench.HOSTILE, Map.of("poll.time.ms", "1000"));
      bench.gateway.configure("io.weir.host", Map.of("heartbeat.ms", "1000"));
      bench.start();
      for (int i = 0; i < PLUGINS; i++) {
        bench.bus().awaitState(HostileCopies.name(i), "RUNNING", LIMIT);
      }
      String url = bench.gateway.natsUrl();
      String password = bench.gateway.secret("agent");
      programs.start(
          "answer",
          ProcessHandle.current().info().command().orElseThrow(),
          "-cp",
          classPath(),
          CommandsBench.class.getName(),
          "answer",
          url,
          password);
      try (Connection nats = connect(url, password)) {
        new CommandsBench(nats, Integer.parseInt(args[2])).run(Integer.parseInt(args[1]));
      }
    }
  }

  /** With absolute paths: the process has a folder of its own. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private void run(int rounds) {
    List<String> plugins = IntStream.range(1, PLUGINS).mapToObj(HostileCopies::name).toList();
    List<String> plain = plugins.stream().map(name -> "plain-" + name).toList();
    Await.until(
        "plain NATS answers",
        Duration.ofSeconds(30),
        () -> status(ask(plain.get(0)).join()).equals("ok"));
    stick();
    round(plugins); // the compilers are not what is measured
    round(plain);
    List<Round> ours = new ArrayList<>();
    List<Round> theirs = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      ours.add(round(plugins));
      theirs.add(round(plain));
    }
    System.out.println(
        "| | one at a time: median, ms | p99 | longest | all 99 at once: median, ms | p99 | longest |"
            + " over 200 ms |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    print("99 plugins beside a stuck one", ours);
    print("plain NATS", theirs);
    System.out.printf(
        Locale.ROOT,
        "| ratio of the medians | **%.1f** | %.1f | %.1f | **%.1f** | %.1f | %.1f | |%n",
        ratio(ours, theirs, round -> round.single.half),
        ratio(ours, theirs, round -> round.single.p99),
        ratio(ours, theirs, round -> round.single.longest),
        ratio(ours, theirs, round -> round.burst.half),
        ratio(ours, theirs, round -> round.burst.p99),
        ratio(ours, theirs, round -> round.burst.longest));
    stillStuck();
  }

  /** A handler that does not return for minutes, and as many commands behind it as may wait. */
  private void stick() {
    nats.publish(subject(STUCK), pack("Work", "{\"steps\":10000,\"stepMs\":10000}"));
    for (int i = 0; i < QUEUE; i++) {
      nats.publish(subject(STUCK), REQUEST);
    }
    Await.until("its own queue is full", LIMIT, this::stuckOneSays, "busy"::equals);
  }

  private void stillStuck() {
    if (!stuckOneSays().equals("busy")) {
      throw new IllegalStateException(STUCK + " has come free: nothing was measured");
    }
  }

  private String stuckOneSays() {
    Message answer = ask(STUCK).completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
    return answer == null ? "" : status(answer);
  }

  private Round round(List<String> services) {
    double[] single = new double[repeats * services.size()];
    double[] burst = new double[repeats * services.size()];
    int count = 0;
    for (int i = 0; i < repeats; i++) {
      for (String service : services) {
        single[count++] = timed(service).join();
      }
    }
    count = 0;
    for (int i = 0; i < repeats; i++) {
      for (CompletableFuture<Double> one : services.stream().map(this::timed).toList()) {
        burst[count++] = one.join();
      }
    }
    return new Round(Figures.of(single), Figures.of(burst));
  }

  private CompletableFuture<Double> timed(String service) {
    long begun = System.nanoTime();
    return ask(service)
        .thenApply(
            answer -> {
              double taken = (System.nanoTime() - begun) / 1e6;
              if (!status(answer).equals("ok")) {
                throw new IllegalStateException(service + " answered " + status(answer));
              }
              return taken;
            });
  }

  private CompletableFuture<Message> ask(String service) {
    return nats.request(subject(service), REQUEST);
  }

  private static String subject(String service) {
    return "commands." + service + ".req";
  }

  private static byte[] pack(String command, String arguments) {
    var record = JSON.createObjectNode().put("bn", "").put("n", command).put("vs", arguments);
    record.put("t", 1.7e9);
    return JSON.createArrayNode().add(record).toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String status(Message answer) {
    try {
      String outcome = JSON.readTree(answer.getData()).path(0).path("vs").asText();
      return JSON.readTree(outcome).path("status").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Connection connect(String url, String password)
      throws IOException, InterruptedException {
    return Nats.connect(
        new Options.Builder()
            .server(url)
            .userInfo("agent", password)
            .inboxPrefix("_INBOX.agent.")
            .build());
  }

  private static void print(String side, List<Round> rounds) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %.2f | %.2f | %.1f | %.1f | %.1f | %.1f | %d of %d |%n",
        side,
        median(rounds, round -> round.single.half),
        median(rounds, round -> round.single.p99),
        median(rounds, round -> round.single.longest),
        median(rounds, round -> round.burst.half),
        median(rounds, round -> round.burst.p99),
        median(rounds, round -> round.burst.longest),
        rounds.stream().mapToLong(round -> round.single.late + round.burst.late).sum(),
        rounds.stream().mapToLong(round -> round.single.count + round.burst.count).sum());
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static double ratio(
      List<Round> ours, List<Round> theirs, ToDoubleFunction<Round> figure) {
    return median(ours, figure) / median(theirs, figure);
  }

  /** Answers {@code commands.plain-*.req} as a program does that knows NATS and nothing else. */
  private static void answer(String url, String password) throws IOException, InterruptedException {
    Connection nats = connect(url, password);
    byte[] answer =
        "[{\"bn\":\"\",\"t\":0,\"n\":\"Misbehave\",\"vs\":\"{\\\"status\\\":\\\"ok\\\"}\"}]"
            .getBytes(StandardCharsets.UTF_8);
    Dispatcher dispatcher =
        nats.createDispatcher(request -> nats.publish(request.getReplyTo(), answer));
    for (int i = 0; i < PLUGINS; i++) {
      dispatcher.subscribe("commands.plain-" + HostileCopies.name(i) + ".req");
    }
    Thread.currentThread().join();
  }
}
