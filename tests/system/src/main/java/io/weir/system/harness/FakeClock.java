package io.weir.system.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * The wall clock of one process, shifted at will through libfaketime; its monotonic clock and the
 * machine's own clock are left alone.
 */
public final class FakeClock {
  private static final List<Path> LIBRARIES =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"),
          Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"));
  private final Path library;
  private final Path offset;

  /** Right until it is shifted; a skipped test where the library is missing. */
  public FakeClock() {
    var found = LIBRARIES.stream().filter(Files::exists).findFirst();
    Assumptions.assumeTrue(found.isPresent(), "SKIPPED: this machine has no libfaketime");
    library = found.orElseThrow();
    offset = Machine.folder("faketime").resolve("offset");
    shift("+0");
  }

  /**
   * From now on, within a second.
   *
   * @param by as faketime writes it: {@code +365d}, {@code -540s}, {@code +0}
   */
  public void shift(String by) {
    try {
      // moved into place: whoever reads it meanwhile sees the old or the new one
      Path next = Files.writeString(offset.resolveSibling("next"), by + "\n");
      Files.move(next, offset, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a process needs in its environment to live by this clock. */
  public Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "FAKETIME_TIMESTAMP_FILE", offset.toString(),
        "FAKETIME_CACHE_DURATION", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        // without it each wait of a JVM returns at once, and the process spins (libfaketime 0.9.10)
        "FAKETIME_FORCE_MONOTONIC_FIX", "0");
  }
}
