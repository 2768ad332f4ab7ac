package io.weir.fleet.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.weir.fleet.provision.PrivateFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The embedded store: SQLite with its write-ahead log flushed at every commit (synchronous=FULL),
 * so that what was committed survives a power cut. Writes run one after another on the thread
 * {@code weir-store}; reads run on the caller's thread and see the last commit. Any thread.
 */
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final int READERS = 4;

  private final HikariDataSource readPool;
  private final Jdbi readers;
  private final Jdbi writer;
  private final ExecutorService writerThread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "weir-store");
            thread.setDaemon(true);
            return thread;
          });
  private Handle writeHandle;

  private Database(SQLiteDataSource writing, HikariDataSource readPool) {
    this.readPool = readPool;
    this.readers = Jdbi.create(readPool);
    this.writer = Jdbi.create(writing);
  }

  /**
   * Opens the database in a folder, makes or migrates it.
   *
   * @throws StoreException if it is damaged, newer than this program, or the folder cannot be
   *     written
   */
  public static Database open(Path folder) {
    try {
      PrivateFiles.folder(folder);
      Path natives = folder.resolve("native");
      PrivateFiles.folder(natives);
      if (System.getProperty("org.sqlite.tmpdir") == null) {
        // the native library is unpacked and run: not where others can write
        System.setProperty("org.sqlite.tmpdir", natives.toString());
      }
      String url = "jdbc:sqlite:" + folder.resolve("fleet.db");
      SQLiteDataSource writing = new SQLiteDataSource(settings());
      writing.setUrl(url);
      Flyway.configure().dataSource(writing).locations("classpath:db/sqlite").load().migrate();
      SQLiteConfig reading = settings();
      reading.setPragma(SQLiteConfig.Pragma.SYNCHRONOUS, "NORMAL");
      SQLiteDataSource source = new SQLiteDataSource(reading);
      source.setUrl(url);
      HikariConfig pool = new HikariConfig();
      pool.setDataSource(source);
      pool.setPoolName("weir-readers");
      pool.setMaximumPoolSize(READERS);
      pool.setConnectionInitSql("PRAGMA query_only = 1");
      return new Database(writing, new HikariDataSource(pool));
    } catch (IOException | RuntimeException e) {
      throw new StoreException(
          "the store in " + folder + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private static SQLiteConfig settings() {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(10_000);
    config.enforceForeignKeys(true);
    config.setPragma(SQLiteConfig.Pragma.CACHE_SIZE, "-16000");
    config.setPragma(SQLiteConfig.Pragma.JOURNAL_SIZE_LIMIT, "67108864");
    return config;
  }

  /** Runs a transaction on the writer's thread and waits for its commit. */
  public <T> T write(HandleCallback<T, RuntimeException> work) {
    try {
      return CompletableFuture.supplyAsync(() -> inWriter(work), writerThread).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** As {@link #write}, without a result. */
  public void useWrite(HandleConsumer<RuntimeException> work) {
    write(work.asCallback());
  }

  private <T> T inWriter(HandleCallback<T, RuntimeException> work) {
    try {
      return onWriter(handle -> handle.inTransaction(work));
    } catch (RuntimeException e) {
      // after an I/O error a prepared statement is dead: begin with a new connection
      dropWriter();
      throw e;
    }
  }

  /** Runs work on the writer's thread that commits by itself, and waits for it. */
  public <T> T manualWrite(HandleCallback<T, RuntimeException> work) {
    try {
      return CompletableFuture.supplyAsync(() -> manual(work), writerThread).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private <T> T manual(HandleCallback<T, RuntimeException> work) {
    try {
      return onWriter(work);
    } catch (RuntimeException e) {
      dropWriter();
      throw e;
    }
  }

  private <T> T onWriter(HandleCallback<T, RuntimeException> work) {
    if (writeHandle == null) {
      writeHandle = writer.open();
    }
    return work.withHandle(writeHandle);
  }

  private void dropWriter() {
    if (writeHandle != null) {
      try {
        if (writeHandle.isInTransaction()) {
          writeHandle.rollback();
        }
        writeHandle.close();
      } catch (RuntimeException e) {
        LOG.atDebug().setCause(e).log("the writer's connection did not close cleanly");
      }
      writeHandle = null;
    }
  }

  /** Runs a read transaction: all its statements see the same commit. */
  public <T> T read(HandleCallback<T, RuntimeException> work) {
    return readers.inTransaction(work);
  }

  /** Waits for the writer, at most five seconds, and closes. */
  @Override
  public void close() {
    writerThread.execute(this::dropWriter);
    writerThread.shutdown();
    try {
      if (!writerThread.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("the store's writer did not end within 5 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    readPool.close();
  }
}
