/**
 * What a plugin's author has at hand: builds a project the moment a file is saved, and runs a
 * bundle in a framework of its own. Uses the Java compiler, bnd and Felix, which lie in {@code
 * lib/dev} and which no other part of the command line loads.
 */
package io.weir.cli.dev;
