/** From arrived segments to committed ones: checked, stored once, answered after the commit. */
package io.weir.fleet.ingest;
