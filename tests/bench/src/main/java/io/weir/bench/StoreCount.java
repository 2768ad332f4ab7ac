package io.weir.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * How many records the fleet's store has committed, read from its database: asking the fleet itself
 * every few milliseconds would take the processor time that is measured.
 */
final class StoreCount implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement sum;

  StoreCount(Path database) throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite:file:" + database + "?mode=ro");
    sum =
        connection.prepareStatement(
            "SELECT coalesce(sum(records), 0) FROM segment WHERE thinned = 0");
  }

  /** Those of the agent itself included. */
  long records() {
    try (ResultSet row = sum.executeQuery()) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException("the fleet's database cannot be read", e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
