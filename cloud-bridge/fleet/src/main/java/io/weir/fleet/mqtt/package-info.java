/** The link to the cloud's MQTT broker. The only package that knows Paho. */
package io.weir.fleet.mqtt;
