package io.weir.bridge.mqtt;

/**
 * One message for the broker. The array is shared, treat it as read-only.
 *
 * @param seq the segment that it is part of
 */
record Publication(long seq, String topic, byte[] payload) {}
