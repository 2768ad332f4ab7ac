package io.weir.bench;

import io.weir.system.harness.Cable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A local mosquitto with a bridge to another: QoS 1, TLS, queue without a limit. One drain a start.
 */
final class MosquittoPeer {
  /**
   * With more than 65,535 messages queued the 16 bits of their ids are given out a second time, and
   * the bridge of mosquitto 2.0.11 stands still for good after the first of them: 4,478 of 70,000,
   * 34,472 of 100,000.
   */
  static final int MOST = 60_000;

  private MosquittoPeer() {}

  /**
   * @param before messages that pass before the link is cut
   * @param inflight {@code max_inflight_messages} of both brokers: 20 is the default, 0 no limit
   */
  static Drain drain(int before, int messages, int inflight)
      throws IOException, InterruptedException {
    int near = Programs.freePort();
    int far = Programs.freePort();
    int farTls = Programs.freePort();
    try (Programs programs = new Programs();
        Cable cable = new Cable(farTls)) {
      programs.certificate();
      String common =
          "allow_anonymous true\nmax_queued_messages 0\nmax_queued_bytes 0\nlog_type error\n"
              + "max_inflight_messages %d\nuser %s\n"
                  .formatted(inflight, System.getProperty("user.name"));
      programs.write(
          "far.conf",
          common
              + "listener %d 127.0.0.1\nlistener %d 127.0.0.1\ncertfile cert.pem\nkeyfile key.pem\n"
                  .formatted(far, farTls));
      programs.write(
          "near.conf",
          common
              + ("listener %d 127.0.0.1\nconnection up\naddress 127.0.0.1:%d\ntopic data out 1\n"
                      + "cleansession false\nbridge_cafile cert.pem\nrestart_timeout 1\n"
                      + "bridge_protocol_version mqttv311\n")
                  .formatted(near, cable.port()));
      Process farBroker = programs.start("far", "mosquitto", "-c", "far.conf");
      Programs.awaitPort(far);
      Process last =
          programs.start(
              "sub",
              ("mosquitto_sub -p " + far + " -q 1 -t data -C " + (before + messages)).split(" "));
      Process nearBroker = programs.start("near", "mosquitto", "-c", "near.conf");
      Programs.awaitPort(near);
      publish(programs, near, before);
      Programs.await("what comes before", () -> received(programs) == before);
      cable.cut();
      publish(programs, near, messages);
      if (received(programs) != before) {
        throw new IllegalStateException("the cable was cut, and yet something arrived");
      }
      DrainWatch watch =
          new DrainWatch(cable, List.of(nearBroker.toHandle()), List.of(farBroker.toHandle()));
      if (!last.waitFor(20, TimeUnit.MINUTES)) {
        throw new IllegalStateException("the subscriber did not get its last message");
      }
      return watch.stop(messages);
    }
  }

  /** Whole messages that the subscriber has written, a line each. */
  private static long received(Programs programs) {
    return programs.folder().resolve("sub.log").toFile().length() / (Payload.BYTES + 1);
  }

  private static void publish(Programs programs, int port, int messages)
      throws IOException, InterruptedException {
    var lines = programs.folder().resolve("lines");
    try (PrintStream out = new PrintStream(Files.newOutputStream(lines))) {
      for (int i = 0; i < messages; i++) {
        out.println(Payload.of(i));
      }
    }
    programs.run("pub", "sh", "-c", "mosquitto_pub -p %d -q 1 -t data -l < lines".formatted(port));
  }
}
