package io.weir.bridge.uplink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when this machine gets a way out: an interface that comes up, or a route (Linux:
 * sysfs-class-net, proc(5)). A plug that is put back is then no reason to wait. Where these files
 * are missing nothing is ever noticed. One thread.
 */
final class WaysOut {
  private static final Logger LOG = LoggerFactory.getLogger(WaysOut.class);

  private final Path interfaces;
  private final List<Table> tables;
  private Set<String> known;

  /**
   * A file with a route in each line.
   *
   * @param columns those that say which route it is; others count its use
   */
  private record Table(Path file, int... columns) {}

  /** Those of this machine. */
  WaysOut() {
    this(Path.of("/sys/class/net"), Path.of("/proc/net"));
  }

  WaysOut(Path interfaces, Path routes) {
    this.interfaces = interfaces;
    tables =
        List.of(
            new Table(routes.resolve("route"), 0, 1, 2, 7),
            new Table(routes.resolve("ipv6_route"), 0, 1, 4, 9));
    known = now();
  }

  /** Whether there is one that was not there when this was asked last. */
  boolean more() {
    Set<String> now = now();
    boolean more = !known.containsAll(now);
    known = now;
    return more;
  }

  private Set<String> now() {
    Set<String> ways = new HashSet<>();
    try {
      addInterfaces(ways);
      for (Table table : tables) {
        addRoutes(table, ways);
      }
    } catch (IOException | UncheckedIOException e) {
      // an interface that goes while it is read: what is left will do
      LOG.atDebug().setCause(e).log("not all interfaces and routes could be read");
    }
    return ways;
  }

  private void addInterfaces(Set<String> ways) throws IOException {
    if (!Files.isDirectory(interfaces)) {
      return;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(interfaces)) {
      for (Path each : all) {
        Path state = each.resolve("operstate");
        if (Files.exists(state) && Files.readString(state).strip().equals("up")) {
          ways.add(each.getFileName().toString());
        }
      }
    }
  }

  private static void addRoutes(Table table, Set<String> ways) throws IOException {
    if (!Files.exists(table.file())) {
      return;
    }
    for (String line : Files.readAllLines(table.file())) {
      String[] columns = line.strip().split("\\s+");
      StringBuilder route = new StringBuilder();
      for (int column : table.columns()) {
        route.append(column < columns.length ? columns[column] : "").append(' ');
      }
      ways.add(route.toString());
    }
  }
}
