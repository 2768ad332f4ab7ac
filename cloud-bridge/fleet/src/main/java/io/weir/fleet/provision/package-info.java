/**
 * Identities: the certificate authority, the certificates of brokers, fleet and gateways, and the
 * MQTT broker's configuration. The only package that knows Bouncy Castle.
 */
package io.weir.fleet.provision;
