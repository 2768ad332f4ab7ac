package io.weir.outbox.sqlite;

import io.weir.outbox.Draft;
import io.weir.outbox.Lane;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies rows from a damaged database to a sound one. A range of numbers that cannot be read is
 * halved until what is readable around the damage is found.
 */
final class SalvagedRows {
  private static final Logger LOG = LoggerFactory.getLogger(SalvagedRows.class);

  /** A page that cannot be read costs about two hundred; a lost root is not worth more. */
  private static final int MOST_FAILURES = 10_000;

  /** Where to stop looking when the largest number cannot be read. */
  private static final long LOOK_AHEAD = 1 << 20;

  private final Connection to;
  private final EntryTable entries;
  private final boolean renumber;
  private Connection from;
  private String checksum;
  private PreparedStatement selectRows;
  private PreparedStatement selectBody;
  private long pendingForAll = Links.NOBODY;
  private boolean linksKnown;
  private long newest;
  private long saved;
  private long lost;
  private long lostFrom;
  private long lostTo;
  private int failures;

  SalvagedRows(Connection to, boolean renumber) throws SQLException {
    this.to = to;
    this.renumber = renumber;
    entries = new EntryTable(to);
  }

  void copy(Connection damaged, Links known, long mark) throws SQLException {
    from = damaged;
    checksum = Schema.checksumColumn(from, "entry");
    copyTable(from, "link", "name, bit", 2);
    copyState();
    copyTable(from, "command", "id, request, response, taken_ms, answered_ms", 5);
    copyTable(
        from, "dead", "seq, link, lane, kind, records, first_us, last_us, body, reason, at_ms", 10);
    takeLinks(known);
    prepareRows();
    prepareBody();
    range(1, Math.max(mark, largest(from, mark)));
    flushLost();
  }

  /** The links as they stand in the damaged database, or as they were known before. */
  private void takeLinks(Links known) throws SQLException {
    StateTable state = new StateTable(to);
    if (state.links().isEmpty()) {
      state.replaceLinks(known.bits());
    }
    Links links = new Links(state.links());
    linksKnown = !links.bits().isEmpty();
    pendingForAll = links.all();
  }

  /** Also after each failure: a statement that has failed is of no use any more. */
  private void prepareRows() throws SQLException {
    Quietly.close(selectRows, "statement");
    selectRows =
        from.prepareStatement(
            "SELECT "
                + EntryTable.columns().replaceFirst("crc$", checksum)
                + " FROM entry NOT INDEXED WHERE seq BETWEEN ? AND ? ORDER BY seq");
  }

  private void prepareBody() throws SQLException {
    Quietly.close(selectBody, "statement");
    selectBody = from.prepareStatement("SELECT body FROM body WHERE seq = ?");
  }

  private static long largest(Connection from, long mark) {
    try (Statement statement = from.createStatement();
        ResultSet row = statement.executeQuery("SELECT max(seq) FROM entry")) {
      return row.next() ? row.getLong(1) : 0;
    } catch (SQLException e) {
      LOG.atDebug().setCause(e).log("the largest number cannot be read");
      return mark + LOOK_AHEAD;
    }
  }

  private void range(long first, long last) throws SQLException {
    long next = first;
    try {
      selectRows.setLong(1, first);
      selectRows.setLong(2, last);
      try (ResultSet found = selectRows.executeQuery()) {
        while (found.next()) {
          EntryTable.Row row = EntryTable.Row.read(found);
          next = row.seq() + 1;
          save(row);
        }
      }
    } catch (NotSaved e) {
      throw e.cause;
    } catch (SQLException e) {
      failures++;
      prepareRows();
      if (next == last || failures > MOST_FAILURES) {
        lose(next, last);
      } else if (next < last) {
        long middle = next + (last - next) / 2;
        range(next, middle);
        range(middle + 1, last);
      }
    }
  }

  /** The new database failed, not the damaged one. */
  private static final class NotSaved extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient SQLException cause;

    NotSaved(SQLException cause) {
      super(cause);
      this.cause = cause;
    }
  }

  private void copyState() throws SQLException {
    Map<String, byte[]> values = new TreeMap<>();
    try {
      StateTable.read(from, Schema.checksumColumn(from, "state"), values);
    } catch (SQLException e) {
      LOG.atWarn().setCause(e).log("the table state is lost in part");
    }
    StateTable state = new StateTable(to);
    for (Map.Entry<String, byte[]> value : values.entrySet()) {
      state.put(value.getKey(), value.getValue());
    }
  }

  private void save(EntryTable.Row row) throws SQLException {
    if (!Checksum.holds(row)) {
      lose(row.seq(), row.seq());
      return;
    }
    byte[] body = row.bytes() == 0 ? new byte[0] : body(row);
    if (row.pending() == 0 && body.length == 0) {
      return;
    }
    String reason = row.reason() == null ? "" : row.reason();
    if (body.length == 0 && reason.isEmpty()) {
      reason = Gaps.DAMAGED + "the bytes cannot be read";
      lost++;
    } else {
      saved++;
    }
    try {
      flushLost();
      long shift = renumber ? newest + 1 - row.seq() : 0;
      long pending = row.pending() == 0 || linksKnown ? row.pending() : pendingForAll;
      entries.insert(
          new EntryTable.Row(
              row.seq() + shift,
              row.through() + shift,
              row.lane(),
              row.kind(),
              row.records(),
              body.length,
              row.firstMicros(),
              row.lastMicros(),
              pending,
              row.deadFor(),
              reason,
              Checksum.NONE),
          body);
      newest = row.through() + shift;
    } catch (SQLException e) {
      throw new NotSaved(e);
    }
  }

  private byte[] body(EntryTable.Row row) throws SQLException {
    try {
      selectBody.setLong(1, row.seq());
      try (ResultSet found = selectBody.executeQuery()) {
        byte[] body = found.next() ? found.getBytes(1) : null;
        return Checksum.holds(row, body) ? body : new byte[0];
      }
    } catch (SQLException e) {
      LOG.atDebug().setCause(e).addKeyValue("seq", row.seq()).log("a body cannot be read");
      failures++;
      prepareBody();
      return new byte[0];
    }
  }

  private void lose(long first, long last) throws SQLException {
    if (lostTo > 0 && first == lostTo + 1) {
      lostTo = last;
    } else {
      flushLost();
      lostFrom = first;
      lostTo = last;
    }
  }

  private void flushLost() throws SQLException {
    if (lostTo > 0) {
      long first = Math.max(lostFrom, newest + 1);
      if (!renumber && first <= lostTo) {
        gap(first, lostTo, Gaps.DAMAGED + "cannot be read");
      }
      lost += lostTo - lostFrom + 1;
      lostTo = 0;
    }
  }

  /** A place for numbers of which nothing is known. */
  private void gap(long first, long through, String reason) throws SQLException {
    long nowMicros = System.currentTimeMillis() * 1000;
    entries.insert(
        first, through, Draft.gap(Lane.DATA, 0, nowMicros, nowMicros, reason), pendingForAll);
    newest = through;
  }

  void setEpoch(UUID epoch) throws SQLException {
    new StateTable(to).putMeta("epoch", epoch.toString());
  }

  /** Nothing, or nothing more, can be read. */
  void giveUp(SQLException e) throws SQLException {
    LOG.atWarn().setCause(e).log("the damaged database cannot be read further");
    flushLost();
  }

  private void copyTable(Connection from, String table, String columns, int width)
      throws SQLException {
    String places = "?, ".repeat(width - 1) + "?";
    try (PreparedStatement insert =
        to.prepareStatement(
            "INSERT OR REPLACE INTO %s(%s) VALUES(%s)".formatted(table, columns, places))) {
      try (Statement select = from.createStatement();
          ResultSet rows = select.executeQuery("SELECT " + columns + " FROM " + table)) {
        while (rows.next()) {
          for (int i = 1; i <= width; i++) {
            insert.setObject(i, rows.getObject(i));
          }
          insert.executeUpdate();
        }
      } catch (SQLException e) {
        LOG.atWarn().setCause(e).addKeyValue("table", table).log("a table is lost in part");
      }
    }
  }

  long saved() {
    return saved;
  }

  long lost() {
    return lost;
  }
}
