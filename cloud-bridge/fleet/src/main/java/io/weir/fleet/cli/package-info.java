/** The command line of the fleet, one class for each command. */
package io.weir.fleet.cli;
