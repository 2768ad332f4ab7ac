/** Vibration of a rotating machine: dense frames, and what an operator wants to see of them. */
package io.weir.samples.vibration;
