package io.weir.bridge.uplink;

import java.time.Instant;
import java.util.OptionalDouble;

/**
 * How one link stands. Immutable.
 *
 * @param name of the link
 * @param up whether the connection stands
 * @param storing whether the cloud's store answers as well
 * @param since when {@code up} last changed
 * @param detail what is wrong, as a sentence for the operator, "" when all is well
 * @param note what is as it should be and yet worth knowing, as a sentence: "" or why the link
 *     rests
 * @param inFlight segments under way
 * @param sentBytes bytes handed to the link since the start
 * @param sentSegments segments handed to the link since the start, repeats included
 * @param outages how often the link went down since the start
 * @param clockOffset seconds that our clock is ahead of the cloud's, where that is known
 */
public record LinkState(
    String name,
    boolean up,
    boolean storing,
    Instant since,
    String detail,
    String note,
    int inFlight,
    long sentBytes,
    long sentSegments,
    long outages,
    OptionalDouble clockOffset) {}
