package io.weir.bridge.uplink;

import java.time.Duration;

/**
 * How one link is drained. Immutable.
 *
 * @param name of the link, the outbox keeps its progress under it
 * @param serial the gateway
 * @param window segments in flight
 * @param ackByBroker whether the other end of the line is enough, for a cloud that is an MQTT
 *     broker only
 * @param keepAlive of the link; without progress for one and a half of it the link is given up
 * @param bytesPerSecond the most to send, 0 = no limit
 * @param hours when the link may be up
 */
public record UplinkSettings(
    String name,
    String serial,
    int window,
    boolean ackByBroker,
    Duration keepAlive,
    long bytesPerSecond,
    OpeningHours hours) {}
