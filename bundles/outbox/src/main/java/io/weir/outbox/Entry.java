package io.weir.outbox;

/**
 * One entry as it stands in the queue. Immutable; any thread.
 *
 * @param seq its number: from 1, without holes over all lanes, never given twice in an epoch
 * @param through the last number it stands for: {@code seq}, or more where entries were thinned or
 *     evicted into one
 * @param draft what was appended, or a gap where the entry was evicted since
 */
public record Entry(long seq, long through, Draft draft) {}
