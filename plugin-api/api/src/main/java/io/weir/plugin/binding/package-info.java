/**
 * Between a command's records and JSON values, for those who call plugins: the host and the test
 * kit. Plugins need nothing of it. JSON values are {@link java.util.Map}, {@link java.util.List},
 * {@link String}, {@link Number}, {@link Boolean} and null, as any JSON library makes them.
 */
@Export
@Version("1.1.0")
package io.weir.plugin.binding;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
