/** The cloud end of Weir as one process: its command line and how its parts are put together. */
package io.weir.fleet;
