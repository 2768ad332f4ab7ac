package io.weir.plugin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * The plugin's name, which is the service name of its commands ({@code commands.<name>.req}).
 * Becomes the service property {@code weir.plugin.name}.
 */
@ComponentPropertyType
@Retention(RetentionPolicy.RUNTIME) // the test kit reads it
@Target(ElementType.TYPE)
public @interface PluginName {

  /** The service property is {@code weir.} and the name of this annotation. */
  String PREFIX_ = "weir.";

  /** The service property that carries the name. */
  String PROPERTY = "weir.plugin.name";

  /** What a name must match: anything else could become part of a subject. */
  String PATTERN = "[A-Za-z0-9][A-Za-z0-9_-]{0,62}";

  /** The name, matching {@link #PATTERN}, unique on the gateway. */
  String value();
}
