package io.weir.broker;

/**
 * Counts of the bounded publisher since the start.
 *
 * @param acknowledged messages that the stream has stored
 * @param refused messages that found it full
 * @param repeated sends after the first of a message
 * @param waiting messages held now
 * @param waitingBytes their payloads
 */
public record PublisherStats(
    long acknowledged, long refused, long repeated, int waiting, long waitingBytes) {}
