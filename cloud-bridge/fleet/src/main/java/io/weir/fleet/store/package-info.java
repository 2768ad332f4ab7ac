/**
 * The database: one class for each table, beside the columns it binds. One thread writes ({@code
 * weir-store}), many read.
 */
package io.weir.fleet.store;
