package io.weir.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * How fast the peers empty their queue after the link was cut, and what that costs on the wire.
 * Prints Markdown. {@code PeersBench [MESSAGES [ROUNDS]]}; wants mosquitto with its clients,
 * nats-server and openssl on the path.
 */
public final class PeersBench {

  private PeersBench() {}

  public static void main(String[] args) throws Exception {
    int messages = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    System.out.println(
        "| %,d messages of %d bytes | s | messages/s (slowest to fastest) | bytes a message |"
            .formatted(messages, Payload.BYTES));
    System.out.println("|---|---|---|---|");
    row("mosquitto bridge, 20 in flight", rounds, () -> MosquittoPeer.drain(messages, 20));
    row("mosquitto bridge, in flight unlimited", rounds, () -> MosquittoPeer.drain(messages, 0));
    row("NATS leaf node, JetStream source", rounds, () -> NatsPeer.drain(messages));
  }

  private static void row(String name, int rounds, Callable<Drain> peer) throws Exception {
    List<Drain> drains = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      drains.add(peer.call());
    }
    drains.sort(Comparator.comparingDouble(Drain::perSecond));
    Drain median = drains.get(rounds / 2);
    System.out.printf(
        "| %s | %.2f | **%,.0f** (%,.0f to %,.0f) | %.0f |%n",
        name,
        median.seconds(),
        median.perSecond(),
        drains.get(0).perSecond(),
        drains.get(rounds - 1).perSecond(),
        median.bytesEach());
  }
}
