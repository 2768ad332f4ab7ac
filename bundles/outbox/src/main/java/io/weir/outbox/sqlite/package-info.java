/** The outbox on SQLite. Nothing outside this package knows. */
package io.weir.outbox.sqlite;
