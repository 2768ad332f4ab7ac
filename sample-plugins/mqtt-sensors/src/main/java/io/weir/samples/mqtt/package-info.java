/** Sensors that speak MQTT: topics and JSON payloads mapped to readings by configuration. */
package io.weir.samples.mqtt;
