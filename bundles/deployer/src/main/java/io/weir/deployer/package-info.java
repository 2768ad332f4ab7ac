/**
 * Brings plugins onto the gateway and takes them off again: staged, verified, started, watched,
 * kept, or rolled back. Exports nothing; the doors are the drop folder, {@code agent.deploy} on the
 * bus, and the commands of the service {@code deployer}.
 */
package io.weir.deployer;
