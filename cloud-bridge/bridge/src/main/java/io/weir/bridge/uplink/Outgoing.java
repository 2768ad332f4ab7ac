package io.weir.bridge.uplink;

import io.weir.outbox.Lane;

/**
 * A segment ready for the wire. Immutable; the array is shared, treat it as read-only.
 *
 * @param seq its number
 * @param lane where it stood in line
 * @param wire the serialized Segment, identity included
 */
public record Outgoing(long seq, Lane lane, byte[] wire) {}
