/** What the fleet knows of its gateways. */
package io.weir.fleet.device;
