/**
 * SenML (RFC 8428): JSON read with hard limits and resolved, JSON and CBOR written. Values are
 * immutable and every method may be called from any thread.
 */
@Export
@Version("1.1.0")
package io.weir.senml;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
