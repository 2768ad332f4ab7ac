package io.weir.system.harness;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A disk whose power can be cut: ext4 on a loop device that is shut down without writing anything
 * back (EXT4_IOC_SHUTDOWN with flag NOLOGFLUSH), so that only what was flushed is there afterwards.
 */
public final class PowerDisk implements AutoCloseable {
  private static final String SHUT_DOWN =
      "import fcntl,os,struct,sys;"
          + "fd=os.open(sys.argv[1],os.O_RDONLY);"
          + "fcntl.ioctl(fd,0x8004587d,struct.pack('I',2))";
  private final Path image;
  private final Path folder;
  private boolean mounted;

  private PowerDisk(Path image, Path folder) {
    this.image = image;
    this.folder = folder;
  }

  /** A skipped test where the machine has not what it takes. */
  public static PowerDisk mountedAt(Path folder, long bytes) {
    Machine.assumeRoot();
    Assumptions.assumeTrue(
        Files.isWritable(Path.of("/dev/loop-control")), "SKIPPED: no loop devices here");
    Machine.tool("python3");
    Path image = Machine.folder("disk").resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(bytes);
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    PowerDisk disk = new PowerDisk(image, folder);
    disk.run(Machine.tool("mkfs.ext4").toString(), "-q", "-F", image.toString());
    disk.mount();
    disk.run("chmod", "700", folder.toString());
    return disk;
  }

  /** From now on nothing is written any more. */
  public void cut() {
    run("python3", "-c", SHUT_DOWN, folder.toString());
  }

  /** The power comes back; whoever had files open must have ended before. */
  public void restore() {
    // whoever copied the mounts of this machine meanwhile holds the dead disk a little longer
    Await.until(
        "the disk works again",
        Duration.ofSeconds(60),
        () -> {
          unmount();
          mount();
          Path probe = Files.createTempFile(folder, "probe", null);
          Files.delete(probe);
          return true;
        });
  }

  private void mount() {
    run("mount", "-o", "loop", image.toString(), folder.toString());
    mounted = true;
  }

  private void unmount() {
    // a process that was just killed may still hold a file for a moment
    Await.until("umount " + folder, Duration.ofSeconds(60), () -> runs("umount"));
    mounted = false;
  }

  private boolean runs(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command, folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  private void run(String... command) {
    Proc.run("disk", image.getParent(), Map.of(), List.of(command));
  }

  @Override
  public void close() {
    if (mounted) {
      unmount();
    }
  }
}
