package io.weir.plugin.testkit;

import io.weir.plugin.SensorPlugin;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.Map;

/** Makes a plugin by its only public constructor, as Declarative Services does. */
final class Construction {

  private final Constructor<?> constructor;
  private final Map<String, Object> settings;

  Construction(Class<? extends SensorPlugin> plugin, Map<String, Object> settings) {
    Constructor<?>[] constructors = plugin.getConstructors();
    if (constructors.length != 1) {
      throw new IllegalArgumentException(
          plugin.getName() + " must have one public constructor, has " + constructors.length);
    }
    this.constructor = constructors[0];
    this.settings = settings;
  }

  SensorPlugin make() {
    Object[] arguments =
        Arrays.stream(constructor.getParameterTypes()).map(this::argument).toArray();
    try {
      constructor.setAccessible(true); // a public constructor of a class that is not
      return (SensorPlugin) constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new PluginFailed("the constructor", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(constructor + " cannot be called", e);
    }
  }

  private Object argument(Class<?> type) {
    if (!type.isAnnotation()) {
      throw new IllegalArgumentException(
          constructor + " must take configuration annotations only, takes a " + type.getName());
    }
    return Defaults.of(type.asSubclass(Annotation.class), settings);
  }
}
