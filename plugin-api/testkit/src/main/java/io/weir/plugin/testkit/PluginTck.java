package io.weir.plugin.testkit;

import io.weir.plugin.Command;
import io.weir.plugin.PluginName;
import io.weir.plugin.SensorPlugin;
import io.weir.plugin.binding.ArgumentSchema;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The compatibility kit: proves that a plugin survives what the host does to it. One line in a
 * test:
 *
 * <pre>{@code PluginTck.of(TemperaturePlugin.class).changing("poll_time_ms", 100).verify();}</pre>
 *
 * <p>The plugin is made by its only public constructor, whose parameters are configuration
 * annotations. Its samplers are called and its commands are not, except with an argument that no
 * command has. Used by one thread; takes a few seconds at most.
 */
public final class PluginTck {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration THREADS = Duration.ofSeconds(2);
  private static final Duration UNLOAD = Duration.ofSeconds(20);

  private final Class<? extends SensorPlugin> plugin;
  private final Map<String, Object> settings = new HashMap<>();
  private final Map<String, Object> changed = new HashMap<>();

  private PluginTck(Class<? extends SensorPlugin> plugin) {
    this.plugin = plugin;
  }

  public static PluginTck of(Class<? extends SensorPlugin> plugin) {
    return new PluginTck(plugin);
  }

  /** Runs the plugin with a setting, as in {@link Defaults#of(Class, Map)}. */
  public PluginTck with(String key, Object value) {
    settings.put(key, value);
    return this;
  }

  /** A setting that changes while the plugin runs. */
  public PluginTck changing(String key, Object value) {
    changed.put(key, value);
    return this;
  }

  /**
   * Runs all checks.
   *
   * @throws AssertionError naming the first rule that the plugin breaks
   */
  public void verify() {
    carriesAName();
    survivesRestart();
    survivesReconfiguration();
    refusesArgumentsThatItDoesNotHave();
    leavesNothingBehindWhenSwapped();
  }

  private void carriesAName() {
    PluginName name = plugin.getAnnotation(PluginName.class);
    require(name != null, "must carry @PluginName");
    require(
        name.value().matches(PluginName.PATTERN),
        "name must match " + PluginName.PATTERN + ", was \"" + name.value() + "\"");
  }

  private void survivesRestart() {
    Construction construction = new Construction(plugin, settings);
    int metrics = -1;
    for (int start = 1; start <= 3; start++) {
      try (PluginHarness host = PluginHarness.of(construction.make(), LIMIT)) {
        require(
            host.samplers() + host.commands().size() + host.metrics().size() > 0,
            "must declare a sampler, a command or a metric in describe");
        host.sample().sample();
        require(
            metrics < 0 || metrics == host.metrics().size(),
            "start " + start + " has " + host.metrics().size() + " metrics, had " + metrics);
        metrics = host.metrics().size();
      }
    }
  }

  private void survivesReconfiguration() {
    Map<String, Object> next = new HashMap<>(settings);
    next.putAll(changed);
    PluginHarness before = PluginHarness.of(new Construction(plugin, settings).make(), LIMIT);
    int readings = before.sample().readings().size();
    try (PluginHarness after = before.reconfigured(new Construction(plugin, next).make())) {
      require(before.readings().size() >= readings, "must not take readings back");
      after.sample();
      require(
          readings == 0 || !after.readings().isEmpty(), "must sample after its settings changed");
    }
  }

  private void refusesArgumentsThatItDoesNotHave() {
    try (PluginHarness host = PluginHarness.of(new Construction(plugin, settings).make(), LIMIT)) {
      for (Command<?, ?> command : host.commands()) {
        require(
            ArgumentSchema.of(command.request()).containsKey("properties"),
            command.name() + " must have a schema");
        Reply reply = host.send(command.name(), Map.of("no such argument", 1));
        require(
            "invalid".equals(reply.status()),
            command.name() + " must refuse an unknown argument, was " + reply);
      }
    }
  }

  /** Loads the plugin's classes once more, runs and closes it, and waits until they can go. */
  private void leavesNothingBehindWhenSwapped() {
    WeakReference<PluginLoader> left = runInItsOwnLoader();
    long end = System.nanoTime() + UNLOAD.toNanos();
    while (left.get() != null && System.nanoTime() < end) {
      System.gc();
      Pause.briefly();
    }
    require(
        left.get() == null,
        "its classes cannot be unloaded after close: something outside still refers to them");
  }

  private WeakReference<PluginLoader> runInItsOwnLoader() {
    PluginLoader loader = PluginLoader.of(plugin);
    Thread current = Thread.currentThread();
    ClassLoader mine = current.getContextClassLoader();
    current.setContextClassLoader(loader); // threads that the plugin starts inherit it
    try (PluginHarness host =
        PluginHarness.of(new Construction(loader.again(plugin), settings).make(), LIMIT)) {
      host.sample();
    } finally {
      current.setContextClassLoader(mine);
    }
    awaitThreads(loader);
    return new WeakReference<>(loader);
  }

  private void awaitThreads(PluginLoader loader) {
    long end = System.nanoTime() + THREADS.toNanos();
    while (!loader.threads().isEmpty() && System.nanoTime() < end) {
      Pause.briefly();
    }
    require(
        loader.threads().isEmpty(),
        "leaves threads behind: " + loader.threads() + "; end them in close (AutoCloseable)");
  }

  private void require(boolean holds, String rule) {
    if (!holds) {
      throw new AssertionError(plugin.getSimpleName() + ": " + rule);
    }
  }
}
