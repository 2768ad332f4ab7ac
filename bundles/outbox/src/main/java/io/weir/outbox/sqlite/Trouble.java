package io.weir.outbox.sqlite;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

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
      if (code == SQLiteErrorCode.SQLITE_FULL.code || noRoomForTheLogsIndex(sql)) {
        return FULL;
      }
      if (code == SQLiteErrorCode.SQLITE_CORRUPT.code
          || code == SQLiteErrorCode.SQLITE_NOTADB.code) {
        return DAMAGED;
      }
    }
    return FAILED;
  }

  /** What is said in place of "full" when a database is opened on a disk that is full. */
  private static boolean noRoomForTheLogsIndex(SQLException e) {
    return e instanceof SQLiteException sqlite
        && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE;
  }
}
