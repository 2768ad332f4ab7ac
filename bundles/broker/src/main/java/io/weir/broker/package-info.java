/**
 * The gateway's local message bus. The only package that knows that it is NATS does not show it
 * here.
 */
@Export
@Version("1.2.0")
package io.weir.broker;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
