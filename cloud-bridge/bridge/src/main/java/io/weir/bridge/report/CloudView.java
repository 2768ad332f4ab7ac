package io.weir.bridge.report;

import io.weir.bridge.uplink.LinkState;
import io.weir.outbox.OutboxStats;

/**
 * How one cloud stands. Immutable.
 *
 * @param url where it is, "" while that cannot be read
 * @param link to it
 * @param waiting what it has not stored yet
 */
public record CloudView(String url, LinkState link, OutboxStats.Waiting waiting) {}
