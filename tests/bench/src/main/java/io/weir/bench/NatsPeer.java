package io.weir.bench;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.External;
import io.nats.client.api.PublishAck;
import io.nats.client.api.Source;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.weir.system.harness.Cable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Two nats-servers with JetStream, the near one a leaf of the far one over TLS; a stream of the far
 * one has the near one's as its source. One drain a start.
 */
final class NatsPeer {
  private static final int WINDOW = 512;

  private NatsPeer() {}

  /**
   * @param before messages that pass before the link is cut
   */
  static Drain drain(int before, int messages)
      throws IOException, InterruptedException, JetStreamApiException {
    int nearPort = Programs.freePort();
    int farPort = Programs.freePort();
    int leaf = Programs.freePort();
    try (Programs programs = new Programs();
        Cable cable = new Cable(leaf)) {
      programs.certificate();
      programs.write(
          "far.conf",
          """
          server_name: far
          listen: "127.0.0.1:%d"
          jetstream { store_dir: "far", domain: hub }
          leafnodes {
            listen: "127.0.0.1:%d"
            advertise: "127.0.0.1:%d"  # else the near server learns of the way around the cable
            tls { cert_file: "cert.pem", key_file: "key.pem" }
          }
          """
              .formatted(farPort, leaf, cable.port()));
      programs.write(
          "near.conf",
          """
          server_name: near
          listen: "127.0.0.1:%d"
          jetstream { store_dir: "near", domain: gw1 }
          leafnodes {
            reconnect: 1
            remotes: [ { url: "tls://127.0.0.1:%d", tls { ca_file: "cert.pem" } } ]
          }
          """
              .formatted(nearPort, cable.port()));
      Process far = programs.start("far", "nats-server", "-c", "far.conf");
      Process near = programs.start("near", "nats-server", "-c", "near.conf");
      Programs.awaitPort(farPort);
      Programs.awaitPort(nearPort);
      try (Connection here = connect(nearPort);
          Connection there = connect(farPort)) {
        JetStreamManagement cloud = fill(here, there, cable, before, messages);
        DrainWatch watch = new DrainWatch(cable, List.of(near.toHandle()), List.of(far.toHandle()));
        Programs.await("the last message", () -> stored(cloud) == before + messages);
        return watch.stop(messages);
      }
    }
  }

  private static Connection connect(int port) throws IOException, InterruptedException {
    return Nats.connect(Options.builder().server("nats://127.0.0.1:" + port).build());
  }

  /** Makes the streams, cuts the link and publishes. */
  private static JetStreamManagement fill(
      Connection here, Connection there, Cable cable, int before, int messages)
      throws IOException, InterruptedException, JetStreamApiException {
    here.jetStreamManagement()
        .addStream(
            StreamConfiguration.builder()
                .name("EVENTS")
                .subjects("events.data")
                .storageType(StorageType.File)
                .build());
    JetStreamManagement cloud = there.jetStreamManagement();
    cloud.addStream(
        StreamConfiguration.builder()
            .name("ALL")
            .storageType(StorageType.File)
            .addSource(
                Source.builder()
                    .name("EVENTS")
                    .external(External.builder().api("$JS.gw1.API").build())
                    .build())
            .build());
    publish(here.jetStream(), 0, before);
    Programs.await("what comes before", () -> stored(cloud) == before);
    cable.cut();
    publish(here.jetStream(), 0, messages);
    if (stored(cloud) != before) {
      throw new IllegalStateException("the cable was cut, and yet something arrived");
    }
    return cloud;
  }

  private static long stored(JetStreamManagement cloud) {
    try {
      return cloud.getStreamInfo("ALL").getStreamState().getMsgCount();
    } catch (IOException | JetStreamApiException e) {
      throw new IllegalStateException("the far server does not answer", e);
    }
  }

  /** Publishes some messages, the first of them included and the last not. */
  static void publish(JetStream stream, int first, int last) {
    Deque<CompletableFuture<PublishAck>> waiting = new ArrayDeque<>();
    for (int i = first; i < last; i++) {
      waiting.add(
          stream.publishAsync("events.data", Payload.of(i).getBytes(StandardCharsets.UTF_8)));
      if (waiting.size() >= WINDOW) {
        waiting.remove().join();
      }
    }
    waiting.forEach(CompletableFuture::join);
  }
}
