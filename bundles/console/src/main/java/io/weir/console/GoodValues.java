package io.weir.console;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The values of each configuration with which its component was last seen to work, on the disk, so
 * that a file that was edited while the agent was off has something to fall back on. One thread at
 * a time.
 */
final class GoodValues {
  private final Path folder;

  GoodValues(Path folder) {
    this.folder = folder;
  }

  /** Empty where nothing is known. */
  Optional<Map<String, String>> of(String pid) throws IOException {
    Path file = file(pid);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    var values = new TreeMap<String, String>();
    JSON.std
        .mapFrom(Files.readAllBytes(file))
        .forEach((key, value) -> values.put(key, String.valueOf(value)));
    return Optional.of(values);
  }

  /** Remembers them; writes nothing where they are known already. */
  void save(String pid, Map<String, String> values) throws IOException {
    if (of(pid).filter(values::equals).isPresent()) {
      return;
    }
    Files.createDirectories(folder);
    Path temporary = folder.resolve(pid + ".tmp");
    Files.write(temporary, JSON.std.asBytes(values));
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(
        temporary, file(pid), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path file(String pid) {
    return folder.resolve(pid.replace('/', '_') + ".json");
  }
}
