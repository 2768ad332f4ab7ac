package io.weir.plugin;

/** The request of a command without arguments, or the answer of one that has nothing to say. */
public record Nothing() {}
