package io.weir.fleet.access;

import io.weir.fleet.store.AccessTable;
import io.weir.fleet.store.AccessTable.Account;
import io.weir.fleet.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Log-in, sessions and API tokens. Only hashes are kept. Any thread. */
public final class Access {
  /** The person that the first start makes. */
  public static final String ADMIN = "admin";

  /** A session ends after so long, whatever happens. */
  public static final Duration SESSION = Duration.ofHours(24);

  private static final int MAX_PASSWORD = 1024;

  private final Database database;
  private final Clock clock;
  private final LoginLimit limit = new LoginLimit();
  // a check is work on purpose: never more than one core of it
  private final Semaphore checks = new Semaphore(1);
  // so that an unknown name takes as long as a known one; made when first needed, it is work
  private final Supplier<String> nobody = once(() -> Passwords.hash(Secrets.fresh()));

  public Access(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** What came of an attempt to log in. */
  public sealed interface Attempt {}

  /**
   * It worked.
   *
   * @param secret the session's, for the cookie; not kept here
   */
  public record Granted(String secret) implements Attempt {}

  /** Name or password is wrong; it is not said which. */
  public record Denied() implements Attempt {}

  /** Too many attempts. */
  public record TooMany(Duration pause) implements Attempt {}

  /**
   * Makes the first account.
   *
   * @return its password, the only time it can be had, or empty if there is an account
   */
  public Optional<String> firstPassword() {
    if (database.read(AccessTable::hasAccounts)) {
      return Optional.empty();
    }
    return Optional.of(newPassword());
  }

  /** Gives the first account a new password, ends its sessions, and returns the password. */
  public String newPassword() {
    String password = Secrets.fresh(15);
    setPassword(ADMIN, password);
    return password;
  }

  /** Who was logged in with the old password is no more. */
  public void setPassword(String name, String password) {
    Account account = new Account(name, Passwords.hash(password));
    database.useWrite(
        handle -> {
          AccessTable.putAccount(handle, account, clock.millis());
          AccessTable.endSessions(handle, name);
        });
  }

  /**
   * Tries to log in.
   *
   * @param address where from: failures are counted for it
   */
  public Attempt logIn(String name, String password, String address) throws InterruptedException {
    long now = clock.millis();
    Duration byAddress = limit.wait("from " + address, now);
    Duration byName = limit.wait("as " + name, now);
    Duration wait = byAddress.compareTo(byName) > 0 ? byAddress : byName;
    if (!wait.isZero()) {
      return new TooMany(wait);
    }
    Optional<Account> account = database.read(handle -> AccessTable.account(handle, name));
    boolean right;
    checks.acquire();
    try {
      right =
          password.length() <= MAX_PASSWORD
              && Passwords.matches(password, account.map(Account::password).orElseGet(nobody))
              && account.isPresent();
    } finally {
      checks.release();
    }
    if (!right) {
      limit.failed("from " + address, now);
      limit.failed("as " + name, now);
      return new Denied();
    }
    limit.succeeded("from " + address);
    limit.succeeded("as " + name);
    String secret = Secrets.fresh();
    database.useWrite(
        handle ->
            AccessTable.putSession(
                handle, Secrets.hash(secret), name, now, now + SESSION.toMillis()));
    return new Granted(secret);
  }

  /** Whose session this is. */
  public Optional<String> session(String secret) {
    return database.read(
        handle -> AccessTable.session(handle, Secrets.hash(secret), clock.millis()));
  }

  public void logOut(String secret) {
    database.useWrite(handle -> AccessTable.endSession(handle, Secrets.hash(secret)));
  }

  /** Makes an API token in place of an older one of that name, and returns its secret. */
  public String newToken(String name) {
    String secret = "weir_" + Secrets.fresh();
    database.useWrite(
        handle -> AccessTable.putToken(handle, name, Secrets.hash(secret), clock.millis()));
    return secret;
  }

  /** The name of an API token. */
  public Optional<String> token(String secret) {
    return database.read(handle -> AccessTable.token(handle, Secrets.hash(secret)));
  }

  private static Supplier<String> once(Supplier<String> make) {
    AtomicReference<String> made = new AtomicReference<>();
    return () -> made.updateAndGet(before -> before == null ? make.get() : before);
  }
}
