package io.weir.fleet.store;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * People, their sessions, and tokens for scripts; secrets only as hashes. Called with the handle of
 * a transaction.
 */
public final class AccessTable {
  private AccessTable() {}

  /** A person. */
  public record Account(String name, String password) {}

  public static Optional<Account> account(Handle handle, String name) {
    return handle
        .createQuery("SELECT name, password FROM account WHERE name = ?")
        .bind(0, name)
        .map((row, context) -> new Account(row.getString(1), row.getString(2)))
        .findOne();
  }

  public static boolean hasAccounts(Handle handle) {
    return handle.createQuery("SELECT count(*) FROM account").mapTo(Long.class).one() > 0;
  }

  public static void putAccount(Handle handle, Account account, long nowMs) {
    handle.execute(
        "INSERT INTO account (name, password, created_ms) VALUES (?, ?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET password = excluded.password",
        account.name(),
        account.password(),
        nowMs);
  }

  public static void putSession(
      Handle handle, byte[] hash, String account, long nowMs, long expiresMs) {
    handle.execute("DELETE FROM session WHERE expires_ms < ?", nowMs);
    handle.execute(
        "INSERT INTO session (hash, account, created_ms, expires_ms) VALUES (?, ?, ?, ?)",
        hash,
        account,
        nowMs,
        expiresMs);
  }

  /** Whose session this is, if it has not ended. */
  public static Optional<String> session(Handle handle, byte[] hash, long nowMs) {
    return handle
        .createQuery("SELECT account FROM session WHERE hash = ? AND expires_ms > ?")
        .bind(0, hash)
        .bind(1, nowMs)
        .mapTo(String.class)
        .findOne();
  }

  public static void endSessions(Handle handle, String account) {
    handle.execute("DELETE FROM session WHERE account = ?", account);
  }

  public static void endSession(Handle handle, byte[] hash) {
    handle.execute("DELETE FROM session WHERE hash = ?", hash);
  }

  /** Writes a token in place of an older one of that name. */
  public static void putToken(Handle handle, String name, byte[] hash, long nowMs) {
    handle.execute(
        "INSERT INTO token (name, hash, created_ms) VALUES (?, ?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET hash = excluded.hash,"
            + " created_ms = excluded.created_ms",
        name,
        hash,
        nowMs);
  }

  /** What is known of a token. */
  public record Token(String name, long createdMs) {}

  /** All tokens by name. */
  public static List<Token> tokens(Handle handle) {
    return handle
        .createQuery("SELECT name, created_ms FROM token ORDER BY name")
        .map((row, context) -> new Token(row.getString(1), row.getLong(2)))
        .list();
  }

  /** Whether there was one of that name to take back. */
  public static boolean endToken(Handle handle, String name) {
    return handle.execute("DELETE FROM token WHERE name = ?", name) > 0;
  }

  /** The name of a token. */
  public static Optional<String> token(Handle handle, byte[] hash) {
    return handle
        .createQuery("SELECT name FROM token WHERE hash = ?")
        .bind(0, hash)
        .mapTo(String.class)
        .findOne();
  }
}
