package io.weir.broker;

/**
 * How the connection to the broker stands.
 *
 * @param connected whether it is up
 * @param server the server's version and id, "" before the first connection
 * @param reconnects connections made after the first
 * @param detail what is wrong, as a sentence for the operator; "" when all is well
 */
public record BusState(boolean connected, String server, long reconnects, String detail) {}
