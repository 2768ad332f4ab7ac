package io.weir.plugin.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The plugin's one thread. */
final class Lane {

  /** A step that may throw. */
  interface Step {
    void run() throws Exception;
  }

  static final String NAME = "weir-plugin-test";

  private final Duration limit;
  private final ThreadPoolExecutor executor;
  private volatile Thread thread;

  Lane(Duration limit) {
    this.limit = limit;
    // the thread ends by itself when nobody uses the harness any more
    executor =
        new ThreadPoolExecutor(
            1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::newThread);
    executor.allowCoreThreadTimeOut(true);
  }

  Duration limit() {
    return limit;
  }

  void run(String what, Step step) {
    call(
        what,
        () -> {
          step.run();
          return null;
        });
  }

  <T> T call(String what, Callable<T> step) {
    Future<T> result = executor.submit(step);
    try {
      return result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      StackTraceElement[] where = thread.getStackTrace();
      result.cancel(true);
      throw new PluginStuck(what, limit, where);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      result.cancel(true);
      throw new IllegalStateException("interrupted while " + what + " ran", e);
    } catch (ExecutionException e) {
      throw unwrapped(what, e.getCause());
    }
  }

  private static RuntimeException unwrapped(String what, Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException unchecked ? unchecked : new PluginFailed(what, cause);
  }

  private Thread newThread(Runnable work) {
    thread = new Thread(work, NAME);
    thread.setDaemon(true);
    return thread;
  }
}
