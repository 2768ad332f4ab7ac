package io.weir.plugin.record;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Where series are kept. A back end has four parts: its configuration, its own point format {@code
 * P}, a converter that alone decides that format, and a connection that moves it. Each part can be
 * used without the front ends, and the connection be replaced in a test. Any thread.
 *
 * @param <P> a point as this back end writes it
 */
@ConsumerType
public interface Backend<P> {

  /** Its name in messages and settings: {@code "file"}. */
  String name();

  /** The settings it runs with, {@code file.folder} and the like; no secrets. */
  Map<String, String> configuration();

  /** Between points and this back end's format. */
  Converter<P> converter();

  /** To where the points go. */
  Connection<P> connection();
}
