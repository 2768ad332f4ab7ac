/** A room thermometer: the example that the documentation walks through. */
package io.weir.samples.temperature;
