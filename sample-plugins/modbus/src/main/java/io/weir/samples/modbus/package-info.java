/** Registers of Modbus TCP devices as readings, and writes to them as commands. */
package io.weir.samples.modbus;
