package io.weir.system;

import io.weir.system.harness.Await;
import io.weir.system.harness.House;
import io.weir.system.harness.Load;
import io.weir.system.harness.Machine;
import io.weir.system.harness.OutboxView;
import io.weir.system.harness.Proc;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A disk that fills up under the agent, and gets room again. */
class DiskIT {
  private static final boolean SOAK = Boolean.getBoolean("weir.soak");
  private static final int HUNG_AFTER_MS = 3_000;
  private static final long FLOOR_BYTES = 8_000_000;

  @Test
  void aFullOutboxDiskHoldsBackAndRecoversAlone() throws IOException {
    Machine.assumeRoot();
    try (House house = House.build("diskfull")) {
      Path disk = house.gateway.data().resolve("outbox");
      try (Mount mount = Mount.tmpfs(disk, "48m")) {
        house.gateway.configure(
            "io.weir.outbox",
            Map.of(
                "limit.bytes",
                "16000000",
                "free.floor.bytes",
                Long.toString(FLOOR_BYTES),
                "ballast.bytes",
                "1000000"));
        house.gateway.start();
        try (Load load = new Load(house.gateway, "load:disk", 500)) {
          house.awaitFlow(load);
          mount.fill(FLOOR_BYTES * 3 / 4);
          awaitHeldBack(house);
          Path filler = mount.fill(0);
          long full = load.accepted();
          // the broker's stream takes what the outbox cannot
          Await.until(
              "the load goes on beside the full disk",
              Duration.ofSeconds(60),
              () -> load.accepted() > full + 5_000);
          Files.delete(filler);
          house.assertExact(load, "outbox disk full");
        }
        house.gateway.close();
      }
    }
  }

  /** What is to stay free on the disk is left to others. */
  private static void awaitHeldBack(House house) {
    try (OutboxView outbox = new OutboxView(house.gateway)) {
      Await.until(
          "new readings are held back before the disk is full",
          Machine.underLoad(Duration.ofSeconds(30)),
          () -> outbox.now().path("refused").asLong() > 0);
    }
  }

  /** nats-server 2.9 stands still for good when its disk is full: it has to be killed. */
  @Test
  void aBrokerThatHangsOnItsFullDiskIsReplaced() throws IOException {
    Machine.assumeRoot();
    try (House house = House.build("brokerdisk")) {
      Path disk = house.gateway.data().resolve("broker/store");
      try (Mount mount = Mount.tmpfs(disk, "24m")) {
        house.gateway.configure(
            "io.weir.broker",
            SOAK ? Map.of() : Map.of("hung.after.ms", Integer.toString(HUNG_AFTER_MS)));
        house.gateway.start();
        try (Load load = new Load(house.gateway, "load:broker", 500)) {
          house.awaitFlow(load);
          long hung = house.gateway.broker().pid();
          Path filler = mount.fill(0);
          for (int i = 0; i < (SOAK ? 3 : 1); i++) { // it is full for ever, and for a minute
            long before = hung;
            hung =
                Await.until(
                    "a broker that hangs is replaced",
                    Duration.ofSeconds(120),
                    () -> {
                      mount.fill(0); // what it has finished with makes room: that is taken, too
                      return house.gateway.broker().pid();
                    },
                    pid -> pid != before);
          }
          long full = load.accepted();
          Files.delete(filler);
          Await.until(
              "it recovers alone", Duration.ofSeconds(90), () -> load.accepted() > full + 2_000);
          house.assertExact(load, "broker's disk full");
        }
        house.gateway.close();
      }
    }
  }

  /** A file system of its own for one folder. */
  private record Mount(Path folder) implements AutoCloseable {
    static Mount tmpfs(Path folder, String size) throws IOException {
      Files.createDirectories(folder);
      Proc.run(
          "mount",
          folder.getParent(),
          Map.of(),
          List.of(
              Machine.tool("mount").toString(),
              "-t",
              "tmpfs",
              "-o",
              "size=" + size + ",mode=700",
              "tmpfs",
              folder.toString()));
      return new Mount(folder);
    }

    /**
     * Takes what is free, and what has become free since.
     *
     * @param left bytes that it leaves; 0 takes the last one
     */
    Path fill(long left) throws IOException {
      Path filler = folder.resolve("filler");
      byte[] block = new byte[64 * 1024];
      try (OutputStream out =
          Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        while (left == 0 || folder.toFile().getUsableSpace() > left) {
          out.write(block);
        }
      } catch (IOException full) {
        if (!String.valueOf(full.getMessage()).contains("No space left")) {
          throw full;
        }
      }
      return filler;
    }

    @Override
    public void close() {
      // lazily: after a failure somebody may still use it
      Proc.run(
          "umount",
          folder.getParent(),
          Map.of(),
          List.of(Machine.tool("umount").toString(), "-l", folder.toString()));
    }
  }
}
