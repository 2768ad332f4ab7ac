package io.weir.system.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * A gateway without a cloud, whose drop folder holds the plugins that a test asks for, and its bus.
 */
public final class PluginBench implements AutoCloseable {
  public static final String HOSTILE = "io.weir.hostile.HostilePlugin";
  public static final String TEMPERATURE = "io.weir.samples.temperature.TemperaturePlugin";

  public final Gateway gateway;
  private final Path folder;
  private final Path plugins;
  private AgentBus bus;

  public PluginBench(String test) {
    folder = Machine.folder(test);
    try {
      Path nobody = Files.createDirectories(folder.resolve("no-identity"));
      plugins = Files.createDirectories(folder.resolve("plugins"));
      gateway = new Gateway(folder, "SYS-" + test.toUpperCase(java.util.Locale.ROOT), nobody, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    gateway.environment().put("WEIR_PLUGINS", plugins.toString());
    gateway.environment().put("WEIR_BROKER_PORT", "0");
    gateway.configure("io.weir.bridge", Map.of("cloud.url", ""));
    // the hostile one is signed by nobody
    gateway.configure("io.weir.deployer", Map.of("signatures", "off"));
  }

  /** Drops a jar of the checkout into the plugin folder. */
  public PluginBench plugin(String jar) {
    Path from = Path.of(System.getProperty("weir.root")).resolve(jar);
    try {
      Files.copy(from, plugins.resolve(from.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("build it first", e);
    }
    return this;
  }

  public PluginBench hostile() {
    return plugin("tests/hostile/target/weir-hostile-0.1.0.jar");
  }

  public PluginBench temperature() {
    return plugin("sample-plugins/temperature/target/weir-temperature-0.1.0.jar");
  }

  public PluginBench start() {
    gateway.start();
    bus = new AgentBus(gateway);
    return this;
  }

  public AgentBus bus() {
    return bus;
  }

  @Override
  public void close() {
    if (bus != null) {
      bus.close();
    }
    gateway.close();
  }
}
