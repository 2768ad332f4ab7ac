/** Commands to gateways and what becomes of them. */
package io.weir.fleet.command;
