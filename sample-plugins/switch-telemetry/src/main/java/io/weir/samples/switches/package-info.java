/** Counters of network switches: to the cloud, and to local programs over HTTP on loopback. */
package io.weir.samples.switches;
