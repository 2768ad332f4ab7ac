package io.weir.bridge.recorder;

/**
 * What the recorder did since the start.
 *
 * @param records records made safe
 * @param messages messages made safe, refused ones included
 * @param rejected messages of which nothing was recorded
 * @param repeated messages that had been recorded before
 * @param trouble why nothing can be written now, "" when all is well
 */
public record RecorderStats(
    long records, long messages, long rejected, long repeated, String trouble) {}
