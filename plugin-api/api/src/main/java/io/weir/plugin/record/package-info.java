/**
 * Records time series with their metadata, for code that thinks in series rather than in metrics
 * (the verbs and data of ESO's CII telemetry). Front ends: {@link io.weir.plugin.record.Recorder}
 * for one series, {@link io.weir.plugin.record.Operations} without state, {@link
 * io.weir.plugin.record.Admin}. Back ends: the bus, a log, CSV files, and whatever implements
 * {@link io.weir.plugin.record.Backend}. Every type is safe for use by several threads.
 */
@Export
@Version("1.0.0")
package io.weir.plugin.record;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
