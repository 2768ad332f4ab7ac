/**
 * What a sensor plugin is written against. A plugin is a Declarative Services component that
 * implements {@link io.weir.plugin.SensorPlugin}, carries a {@link io.weir.plugin.PluginName} and
 * says in {@code describe} what it samples and which commands it answers.
 *
 * <p>One lane for each plugin: the host calls everything that a plugin hands it (describe,
 * samplers, handlers) on one thread of that plugin, one call after the other, so plain fields need
 * no lock. Only {@link io.weir.plugin.Readings} may be used from other threads.
 */
@Export
@Version("1.1.0")
package io.weir.plugin;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
