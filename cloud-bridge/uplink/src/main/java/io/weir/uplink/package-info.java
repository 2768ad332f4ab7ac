/**
 * The wire between gateway and cloud: segments, topics, acknowledgements, commands. Used by both
 * ends, threads nowhere.
 */
@Export
@Version("1.0.0")
package io.weir.uplink;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
