/**
 * Points of series: in memory as they come ({@link io.weir.fleet.series.Head}), in blocks of many
 * in the database a little later ({@link io.weir.fleet.series.Digest}), and both together for who
 * asks ({@link io.weir.fleet.series.PointQuery}).
 */
package io.weir.fleet.series;
