/**
 * SenML (RFC 8428) in JSON: reading with hard limits, resolution, writing. Values are immutable and
 * every method may be called from any thread.
 */
@Export
@Version("1.0.0")
package io.weir.senml;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
