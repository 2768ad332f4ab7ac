/**
 * The messages of {@code uplink.proto}, generated. Immutable; any thread. {@link
 * io.weir.uplink.Segments} and {@link io.weir.uplink.RecordsCodec} are the checked way to read
 * them.
 */
@Export
@Version("1.0.0")
package io.weir.uplink.proto;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
