package io.weir.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

/**
 * How fast Weir and the peers empty their queue after the link was cut, and what that costs on the
 * wire and in processor time. Some messages pass before the cut, so that no side is a program that
 * has just been started. One round is one drain of each, so that all see the same machine. Prints
 * Markdown. {@code PeersBench [MESSAGES [ROUNDS [NAME-PART...]]]}; wants mosquitto with its
 * clients, nats-server and openssl on the path, and the distribution built ({@code weir.root}).
 */
public final class PeersBench {

  // weir.before = 1 measures a cloud that has only just been started
  private static final int BEFORE = Integer.getInteger("weir.before", 30_000);

  private PeersBench() {}

  public static void main(String[] args) throws Exception {
    int messages = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    Map<String, Callable<Drain>> peers = new LinkedHashMap<>();
    int fewer = Math.min(messages, MosquittoPeer.MOST);
    peers.put("mosquitto bridge, 20 in flight", () -> MosquittoPeer.drain(BEFORE, fewer, 20));
    peers.put("mosquitto bridge, in flight unlimited", () -> MosquittoPeer.drain(BEFORE, fewer, 0));
    peers.put("NATS leaf node, JetStream source", () -> NatsPeer.drain(BEFORE, messages));
    peers.put("Weir", () -> WeirPeer.drain(BEFORE, messages, Duration.ZERO));
    peers.put(
        "Weir, 100 ms round trip", () -> WeirPeer.drain(BEFORE, messages, Duration.ofMillis(50)));
    List<String> wanted = args.length > 2 ? Arrays.asList(args).subList(2, args.length) : List.of();
    peers.keySet().removeIf(name -> !wanted.isEmpty() && wanted.stream().noneMatch(name::contains));

    Map<String, List<Drain>> all = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (var peer : peers.entrySet()) {
        Drain drain = peer.getValue().call();
        all.computeIfAbsent(peer.getKey(), name -> new ArrayList<>()).add(drain);
        System.err.printf("round %d: %s: %s%n", round + 1, peer.getKey(), drain);
      }
    }
    System.out.printf(
        "| messages of %d bytes, medians of %d | messages | s | messages/s (slowest to fastest) |"
            + " bytes a message | CPU µs a message: gateway's side | cloud's side |%n"
            + "|---|---|---|---|---|---|---|%n",
        Payload.BYTES, rounds);
    all.forEach(PeersBench::row);
  }

  private static void row(String name, List<Drain> drains) {
    double[] rates = drains.stream().mapToDouble(Drain::perSecond).sorted().toArray();
    System.out.printf(
        "| %s | %,d | %.2f | **%,.0f** (%,.0f to %,.0f) | %.1f | %.1f | %.1f |%n",
        name,
        drains.get(0).messages(),
        median(drains, Drain::seconds),
        median(drains, Drain::perSecond),
        rates[0],
        rates[rates.length - 1],
        median(drains, Drain::wireBytesEach),
        median(drains, Drain::nearMicrosEach),
        median(drains, Drain::farMicrosEach));
  }

  private static double median(List<Drain> drains, ToDoubleFunction<Drain> figure) {
    return drains.stream()
        .map(figure::applyAsDouble)
        .sorted(Comparator.naturalOrder())
        .toList()
        .get(drains.size() / 2);
  }
}
