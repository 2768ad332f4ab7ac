package io.weir.outbox.sqlite;

/**
 * What became of all records of an epoch. Immutable.
 *
 * @param appended records appended as entries
 * @param placed records given a number, as an entry or as a gap from the start
 * @param settled those of them that every link has, or has the gap of
 */
record Account(long appended, long placed, long settled) {
  static final Account NONE = new Account(0, 0, 0);

  /** Records that must still wait, as entries or as gaps. */
  long owed() {
    return placed - settled;
  }
}
