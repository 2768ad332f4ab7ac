/**
 * What is done to readings between a plugin and the bus, declared per metric in the plugin's
 * configuration: scale and offset, windows, dead bands, intervals, rate caps. For the host; plugins
 * need nothing of it. Pure: time comes in as an argument.
 */
@Export
@Version("1.0.0")
package io.weir.plugin.processing;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
