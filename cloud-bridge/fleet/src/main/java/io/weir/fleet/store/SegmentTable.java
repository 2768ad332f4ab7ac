package io.weir.fleet.store;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The identity of what is stored, and the bodies that do not stand in blocks yet. Bound to one
 * transaction, its statements prepared once; one thread.
 */
public final class SegmentTable implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement covering;
  private final PreparedStatement insert;
  private final PreparedStatement land;
  private final PreparedStatement sum;
  private final Map<EpochKey, Long> epochs = new HashMap<>();

  private record EpochKey(long deviceId, UUID uuid) {}

  /**
   * The identity of a segment, or of a run of neighbours.
   *
   * @param lane 0 in a run of several lanes
   */
  public record Row(
      long epochId, boolean thinned, long seq, long last, int lane, long records, long atMs) {}

  public SegmentTable(Handle handle) throws SQLException {
    connection = handle.getConnection();
    covering =
        connection.prepareStatement(
            "SELECT last FROM segment WHERE epoch_id = ? AND thinned = ? AND seq <= ?"
                + " ORDER BY seq DESC LIMIT 1");
    insert =
        connection.prepareStatement(
            "INSERT INTO segment (epoch_id, thinned, seq, last, lane, records, at_ms)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)");
    land =
        connection.prepareStatement(
            "INSERT INTO landing (device_id, thinned, body) VALUES (?, ?, ?)");
    sum =
        connection.prepareStatement(
            "SELECT coalesce(sum(records), 0) FROM segment WHERE epoch_id = ? AND thinned = 0"
                + " AND seq BETWEEN ? AND ? AND lane = ?");
  }

  /** The id of a gateway's epoch, made when it is new. */
  public long epoch(long deviceId, UUID uuid) throws SQLException {
    EpochKey key = new EpochKey(deviceId, uuid);
    Long known = epochs.get(key);
    if (known != null) {
      return known;
    }
    byte[] bytes =
        ByteBuffer.allocate(16)
            .putLong(uuid.getMostSignificantBits())
            .putLong(uuid.getLeastSignificantBits())
            .array();
    long id;
    try (PreparedStatement select =
        connection.prepareStatement("SELECT id FROM epoch WHERE device_id = ? AND uuid = ?")) {
      select.setLong(1, deviceId);
      select.setBytes(2, bytes);
      try (ResultSet row = select.executeQuery()) {
        id = row.next() ? row.getLong(1) : -1;
      }
    }
    if (id < 0) {
      try (PreparedStatement make =
          connection.prepareStatement(
              "INSERT INTO epoch (device_id, uuid) VALUES (?, ?) RETURNING id")) {
        make.setLong(1, deviceId);
        make.setBytes(2, bytes);
        try (ResultSet row = make.executeQuery()) {
          row.next();
          id = row.getLong(1);
        }
      }
    }
    epochs.put(key, id);
    return id;
  }

  /** Whether this number is stored. */
  public boolean has(long epochId, boolean thinned, long seq) throws SQLException {
    covering.setLong(1, epochId);
    covering.setInt(2, thinned ? 1 : 0);
    covering.setLong(3, seq);
    try (ResultSet row = covering.executeQuery()) {
      return row.next() && row.getLong(1) >= seq;
    }
  }

  /** Writes an identity. */
  public void insert(Row row) throws SQLException {
    insert.setLong(1, row.epochId());
    insert.setInt(2, row.thinned() ? 1 : 0);
    insert.setLong(3, row.seq());
    insert.setLong(4, row.last());
    insert.setInt(5, row.lane());
    insert.setLong(6, row.records());
    insert.setLong(7, row.atMs());
    insert.executeUpdate();
  }

  /** Keeps a body until it stands in blocks. */
  public void land(long deviceId, boolean thinned, byte[] body) throws SQLException {
    land.setLong(1, deviceId);
    land.setInt(2, thinned ? 1 : 0);
    land.setBytes(3, body);
    land.executeUpdate();
  }

  /** How many records of a lane are stored between two numbers, both included. */
  public long records(long epochId, int lane, long first, long last) throws SQLException {
    sum.setLong(1, epochId);
    sum.setLong(2, first);
    sum.setLong(3, last);
    sum.setInt(4, lane);
    try (ResultSet row = sum.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /** How many records the identities of a gateway stand for: counted, not kept beside. */
  public static long records(Handle handle, long deviceId) {
    return handle
        .createQuery(
            "SELECT coalesce(sum(records), 0) FROM segment WHERE epoch_id IN"
                + " (SELECT id FROM epoch WHERE device_id = ?)")
        .bind(0, deviceId)
        .mapTo(Long.class)
        .one();
  }

  /** The highest number of the landing, or 0. */
  public static long lastLanded(Handle handle) {
    return handle.createQuery("SELECT coalesce(max(id), 0) FROM landing").mapTo(Long.class).one();
  }

  /** Forgets bodies that stand in blocks now. */
  public static void unland(Handle handle, long throughId) {
    handle.execute("DELETE FROM landing WHERE id <= ?", throughId);
  }

  /** What to do with a body that landed. */
  public interface Landed {
    void body(long deviceId, boolean thinned, byte[] body);
  }

  /** Goes through all bodies that landed, in their order. */
  public static void forEachLanded(Handle handle, Landed landed) {
    handle
        .createQuery("SELECT device_id, thinned, body FROM landing ORDER BY id")
        .map(
            (row, context) -> {
              landed.body(row.getLong(1), row.getInt(2) != 0, row.getBytes(3));
              return 0;
            })
        .forEach(done -> {});
  }

  @Override
  public void close() throws SQLException {
    covering.close();
    insert.close();
    land.close();
    sum.close();
  }
}
