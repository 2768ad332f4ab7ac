package io.weir.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * nats-server as a child of the agent. The thread {@code weir-broker-keeper} waits for its end and
 * starts it again, after a pause that grows from 0.1 s to 10 s while it does not stay up.
 */
final class ChildBroker implements LocalBroker {
  private static final Logger LOG = LoggerFactory.getLogger(ChildBroker.class);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration STEADY = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofMillis(700);

  private final BrokerCommand command;
  private final Thread keeper;
  private volatile boolean closing;
  private volatile Process process;

  /**
   * Starts it and returns.
   *
   * @throws RefusedStart if it cannot be started at all
   */
  ChildBroker(BrokerCommand command) {
    this.command = command;
    try {
      launch();
    } catch (IOException e) {
      throw new RefusedStart(ExitCode.NO_BROKER, "cannot start the broker: " + e, e);
    }
    this.keeper = new Thread(this::keep, "weir-broker-keeper");
    this.keeper.setDaemon(true);
    this.keeper.start();
  }

  @Override
  public String url() {
    return command.url();
  }

  @Override
  public void restart() {
    Process running = process;
    LOG.atWarn().addKeyValue("pid", running.pid()).log("ends the broker, it is started again");
    running.destroyForcibly();
  }

  @Override
  public void close() {
    closing = true;
    keeper.interrupt();
    try {
      keeper.join(STOP_LIMIT.toMillis()); // it may be in the middle of a launch
      Process running = process;
      running.destroy();
      if (!running.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.atWarn().addKeyValue("pid", running.pid()).log("the broker did not stop, killed");
        running.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void keep() {
    Duration pause = SHORTEST_PAUSE;
    try {
      while (!closing) {
        long started = System.nanoTime();
        int code = process.waitFor();
        boolean steady = System.nanoTime() - started > STEADY.toNanos();
        pause = steady ? SHORTEST_PAUSE : pause;
        LOG.atWarn()
            .addKeyValue("exit", code)
            .addKeyValue("restartInMs", pause.toMillis())
            .addKeyValue("lastWords", command.lastWords())
            .log("the broker ended");
        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        pause = Duration.ofMillis(Math.min(2 * pause.toMillis(), LONGEST_PAUSE.toMillis()));
        relaunch();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A launch that fails (no memory, the program just being replaced) counts as one that ended. */
  private void relaunch() {
    try {
      launch();
    } catch (IOException e) {
      LOG.atError().setCause(e).log("cannot start the broker");
    }
  }

  private void launch() throws IOException {
    process = command.launch();
    LOG.atInfo().addKeyValue("pid", process.pid()).addKeyValue("url", url()).log("broker started");
  }
}
