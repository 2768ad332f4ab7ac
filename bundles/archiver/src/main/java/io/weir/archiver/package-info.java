/**
 * Records what travels on the bus into a back end of the recorder API: each archive is a {@code
 * .cfg}.
 */
package io.weir.archiver;
