/**
 * What must survive: a durable queue of opaque bytes, and the journal of commands. That it is
 * SQLite does not show here.
 */
@Export
@Version("1.2.0")
package io.weir.outbox;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
