package io.weir.system.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.weir.outbox.sqlite.Policy;
import io.weir.outbox.sqlite.Settings;
import io.weir.outbox.sqlite.SqliteOutbox;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power fails: an ext4 file system on a loop device is shut down without writing anything back
 * (EXT4_IOC_SHUTDOWN, flag NOLOGFLUSH), so only what was flushed is there afterwards.
 */
class PowerCutIT {
  private static final int CUTS = Integer.getInteger("weir.soak.cuts", 4);
  private static final long INDEXES = 1_000_000;
  private static final String SHUT_DOWN =
      "import fcntl,os,struct,sys;"
          + "fd=os.open(sys.argv[1],os.O_RDONLY);"
          + "fcntl.ioctl(fd,0x8004587d,struct.pack('I',2))";

  @TempDir Path folder;

  @BeforeAll
  static void toolsAreThere() throws Exception {
    if (!Files.isWritable(Path.of("/dev/loop-control"))
        || !runs("python3", "-c", "pass")
        || !runs("mkfs.ext4", "-V")) {
      System.out.println("SKIPPED PowerCutIT: needs root, /dev/loop-control, python3, mkfs.ext4");
      abort("needs root, /dev/loop-control, python3 and mkfs.ext4");
    }
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void run(String... command) throws InterruptedException {
    assertThat(runs(command)).as(String.join(" ", command)).isTrue();
  }

  @Test
  void aPowerCutLosesNothingThatWasAccepted() throws Exception {
    Path image = folder.resolve("disk.img");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(128 << 20);
    }
    run("mkfs.ext4", "-q", "-F", image.toString());
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Ledger ledger = new Ledger();
    Random random = new Random(2);
    Set<Long> promised = Set.of();
    for (int cut = 0; cut < CUTS; cut++) {
      run("mount", "-o", "loop", image.toString(), disk.toString());
      int before = ledger.accepted();
      int more = 1 + random.nextInt(300);
      try (Child child =
          Child.start(ledger, List.of(), disk.resolve("outbox"), cut * INDEXES, 0, cut % 2 == 1)) {
        Child.until("entries", () -> ledger.accepted() > before + more);
        promised = ledger.acceptedSoFar(); // before the cut: what is said during it does not count
        run("python3", "-c", SHUT_DOWN, disk.toString());
      } finally {
        Child.until("umount", () -> unmounted(disk));
      }
    }
    run("mount", "-o", "loop", image.toString(), disk.toString());
    try {
      Settings settings =
          Settings.of(disk.resolve("outbox"), 64 << 20, Policy.DROP_NEWEST).withDisk(0, 0);
      try (SqliteOutbox outbox = SqliteOutbox.open(settings, "test")) {
        ledger.take(outbox);
      }
    } finally {
      Child.until("umount", () -> unmounted(disk));
    }
    ledger.assertNothingTwice("power cuts");
    assertThat(ledger.lost(promised)).as("accepted and lost").isZero();
    System.out.printf(
        "%d power cuts: accepted %,d, lost 0, duplicate 0, gaps %d%n",
        CUTS, promised.size(), ledger.gaps());
  }

  private static boolean unmounted(Path disk) {
    try {
      return runs("umount", disk.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
