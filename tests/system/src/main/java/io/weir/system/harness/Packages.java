package io.weir.system.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * Versions of a plugin as its author would make them: the thermometer sample with another version
 * number, signed by a key of the author's own with the gateway's command line.
 */
public final class Packages {
  /** The plugin's bundle, and the service that it is. */
  public static final String PLUGIN = "weir-temperature";

  public static final String SERVICE = "temp_monitor";
  private final Path folder;
  private final Gateway gateway;

  /** Makes a key that this gateway trusts. */
  public Packages(Gateway gateway) {
    this.gateway = gateway;
    this.folder = gateway.conf().resolveSibling("packages");
    cli("key", "new", "author", "--out", folder.toString());
    cli("key", "trust", folder.resolve("author.pub").toString());
  }

  /** Signed packages of these versions, in this order. */
  public List<Path> signed(String... versions) {
    List<Path> jars = Stream.of(versions).map(this::unsigned).toList();
    List<String> arguments = new ArrayList<>(List.of("plugin", "sign"));
    jars.forEach(jar -> arguments.add(jar.toString()));
    arguments.addAll(List.of("--key", folder.resolve("author.key").toString()));
    cli(arguments.toArray(String[]::new));
    return jars;
  }

  /** A package that nobody signed. */
  public Path unsigned(String version) {
    Path jar = folder.resolve(PLUGIN + "-" + version + ".jar");
    try (Stream<Path> samples = Files.list(Machine.distribution().resolve("plugins"))) {
      Path sample =
          samples
              .filter(f -> f.getFileName().toString().startsWith(PLUGIN))
              .findFirst()
              .orElseThrow();
      copy(sample, jar, version);
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path sample, Path jar, String version) throws IOException {
    try (JarInputStream in = new JarInputStream(Files.newInputStream(sample))) {
      Manifest manifest = new Manifest(in.getManifest());
      manifest.getMainAttributes().putValue("Bundle-Version", version);
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
        for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
          if (!entry.getName().equals("META-INF/WEIR-SIGNATURE")) {
            out.putNextEntry(new JarEntry(entry.getName()));
            in.transferTo(out);
          }
        }
      }
    }
  }

  /**
   * The gateway's own command line; gives what it printed.
   *
   * @throws IllegalStateException if it did not end well, which may be waited out
   */
  public String cli(String... arguments) {
    try {
      return Proc.run(
          "cli-" + System.nanoTime(), folder.resolve("log"), environment(), command(arguments));
    } catch (AssertionError e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** The command line without waiting for its end. */
  public Proc cliBehind(String... arguments) {
    return Proc.start(
        "cli-" + System.nanoTime(), folder.resolve("log"), environment(), command(arguments));
  }

  private Map<String, String> environment() {
    return gateway.environment();
  }

  private static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Machine.distribution().resolve("bin/weir").toString());
    command.addAll(List.of(arguments));
    return command;
  }
}
