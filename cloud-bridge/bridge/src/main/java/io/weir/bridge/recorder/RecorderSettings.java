package io.weir.bridge.recorder;

/**
 * How the recorder works. Immutable.
 *
 * @param gatewayBase the gateway's own base name, put before names that have none
 * @param limits when a group is written
 */
public record RecorderSettings(String gatewayBase, GroupLimits limits) {}
