package io.weir.fleet.ingest;

import java.util.function.Consumer;

/**
 * A segment as it arrived. Immutable; any thread.
 *
 * @param serial who sent it: from the topic or the token, so as the broker or the server checked it
 * @param bytes the segment; shared, not to be changed
 * @param answer told once what became of it, after the commit, on the thread {@code weir-ingest};
 *     must not block
 */
public record Arrival(String serial, byte[] bytes, Consumer<Verdict> answer) {}
