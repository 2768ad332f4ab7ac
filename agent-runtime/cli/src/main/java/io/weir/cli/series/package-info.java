/**
 * Series of points in files and on their way to the bus: what {@code weir series} is made of. Uses
 * the recorder API of plugins, so a file means here what it means to a plugin's file back end.
 */
package io.weir.cli.series;
