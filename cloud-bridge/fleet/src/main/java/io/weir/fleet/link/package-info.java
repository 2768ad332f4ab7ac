/** Gateways that come over HTTPS: who they are, how much they may, and what they say. */
package io.weir.fleet.link;
