package io.weir.plugin.testkit;

import io.weir.plugin.SensorPlugin;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;

/** Loads a plugin's own classes anew, and everything else from where they came. */
final class PluginLoader extends URLClassLoader {

  private PluginLoader(URL classes, ClassLoader parent) {
    super(new URL[] {classes}, parent);
  }

  static PluginLoader of(Class<?> plugin) {
    return new PluginLoader(
        plugin.getProtectionDomain().getCodeSource().getLocation(), plugin.getClassLoader());
  }

  Class<? extends SensorPlugin> again(Class<? extends SensorPlugin> plugin) {
    try {
      return loadClass(plugin.getName()).asSubclass(SensorPlugin.class);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(plugin + " is not where it was loaded from", e);
    }
  }

  /** The names of the threads that were started under this loader and still run. */
  List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getContextClassLoader() == this)
        .map(Thread::getName)
        .filter(name -> !name.equals(Lane.NAME))
        .sorted()
        .toList();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      boolean own = findResource(name.replace('.', '/') + ".class") != null;
      return loaded != null ? loaded : own ? findClass(name) : super.loadClass(name, resolve);
    }
  }
}
