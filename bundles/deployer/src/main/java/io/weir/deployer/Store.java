package io.weir.deployer;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The deployer's own folder: a copy of each package under its SHA-256, and one record a plugin. A
 * record is replaced by a rename after it is on the disk, so a power cut leaves the one before or
 * the one after. One thread.
 */
final class Store {
  private final Path packages;
  private final Path records;
  private final Path drops;

  Store(Path folder) throws IOException {
    packages = Files.createDirectories(folder.resolve("packages"));
    records = Files.createDirectories(folder.resolve("records"));
    drops = folder.resolve("drops.json");
  }

  /**
   * Copies what comes into a file of the store's own naming and gives its path.
   *
   * @throws PackageRefused if it is longer than the limit; nothing is left of it
   */
  Path receive(InputStream in, long maxBytes) throws IOException, PackageRefused {
    Path incoming = Files.createTempFile(packages, "incoming-", ".tmp");
    Incoming.save(in, incoming, maxBytes, copied -> {});
    return incoming;
  }

  /** Gives a received file its lasting name. */
  void keep(Path incoming, String sha256) throws IOException {
    force(incoming);
    Files.move(
        incoming,
        packageFile(sha256),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    force(packages);
  }

  Path packageFile(String sha256) {
    return packages.resolve(sha256 + ".jar");
  }

  Plugin load(String name) throws IOException {
    Path file = records.resolve(name + ".json");
    return Files.exists(file) ? parse(file) : Plugin.absent(name);
  }

  List<Plugin> all() throws IOException {
    var plugins = new ArrayList<Plugin>();
    try (Stream<Path> files = Files.list(records)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        plugins.add(parse(file));
      }
    }
    return plugins;
  }

  void save(Plugin plugin) throws IOException {
    write(records.resolve(plugin.name() + ".json"), plugin.toMap());
  }

  private static void write(Path file, Map<String, ?> content) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.write(temporary, JSON.std.asBytes(content));
    force(temporary);
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force(file.getParent());
  }

  /**
   * The dropped files that were worked through, each with how it looked: after a restart they are
   * not deployed again over what came through another door since.
   */
  Map<String, String> drops() throws IOException {
    var looks = new HashMap<String, String>();
    if (Files.exists(drops)) {
      JSON.std
          .mapFrom(Files.readAllBytes(drops))
          .forEach((file, look) -> looks.put(file, String.valueOf(look)));
    }
    return looks;
  }

  void saveDrops(Map<String, String> looks) throws IOException {
    write(drops, looks);
  }

  void forget(Plugin plugin) throws IOException {
    Files.deleteIfExists(records.resolve(plugin.name() + ".json"));
    force(records);
  }

  /** Deletes packages and half copies that no record names. */
  void sweep() throws IOException {
    var wanted = new ArrayList<Path>();
    for (Plugin plugin : all()) {
      wanted.add(packageFile(plugin.current()));
      wanted.add(packageFile(plugin.candidate()));
    }
    try (Stream<Path> files = Files.list(packages)) {
      for (Path file : files.filter(f -> !wanted.contains(f)).toList()) {
        Files.delete(file);
      }
    }
  }

  private static Plugin parse(Path file) throws IOException {
    try {
      return Plugin.fromMap(JSON.std.mapFrom(Files.readAllBytes(file)));
    } catch (IllegalArgumentException e) {
      throw new IOException("record " + file.getFileName() + " is damaged: " + e.getMessage(), e);
    }
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
