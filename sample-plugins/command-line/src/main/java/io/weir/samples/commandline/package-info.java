/** Any program's output as readings. */
package io.weir.samples.commandline;
