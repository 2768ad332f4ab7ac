package io.weir.outbox.sqlite;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** Tells the failures of a database apart. */
enum Trouble {
  /** No space left on the file system. */
  FULL,
  /** The file does not hold what it should. */
  DAMAGED,
  /** The device failed, or anything else. */
  FAILED;

  private static final int PRIMARY = 0xff;

  static Trouble of(Exception e) {
    if (e instanceof SQLException sql) {
      int code = sql.getErrorCode() & PRIMARY;
      if (code == SQLiteErrorCode.SQLITE_FULL.code) {
        return FULL;
      }
      if (code == SQLiteErrorCode.SQLITE_CORRUPT.code
          || code == SQLiteErrorCode.SQLITE_NOTADB.code) {
        return DAMAGED;
      }
    }
    return FAILED;
  }
}
