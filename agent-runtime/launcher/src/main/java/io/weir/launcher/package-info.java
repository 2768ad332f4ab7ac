/**
 * What {@code main} does before the first bundle runs: who this gateway is, where its folders are,
 * logging, the broker as a child process, and the framework with its start levels. It knows no
 * module of Weir: the bundles in the folder decide what the agent does.
 */
package io.weir.launcher;
