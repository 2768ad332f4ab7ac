package io.weir.bridge.uplink;

import io.weir.outbox.Outbox;
import io.weir.outbox.OutboxException;
import io.weir.uplink.proto.Ack;
import io.weir.uplink.proto.Command;
import io.weir.uplink.proto.Status;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drains the outbox over one link: connects for ever, sends in the order that {@link Drain} says,
 * and lets go of what the cloud's store has. Owns the thread {@code weir-uplink-NAME}; the public
 * methods may be called by any thread and do not wait.
 */
public final class Uplink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
  private static final long CLOSE_MS = 400;

  private final CloudLink link;
  private final CommandSink commands;
  private final Conversation conversation;
  private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
  private final AtomicBoolean nudged = new AtomicBoolean();
  private final Thread thread;
  private volatile boolean closed;
  private volatile LinkState state;
  // of the thread only
  private Runnable next;
  private boolean trouble;

  /**
   * @param birth how the gateway stands, asked at each connection
   * @param commands takes what comes down
   * @param clock corrects what was recorded before the clock was set
   */
  public Uplink(
      UplinkSettings settings,
      CloudLink link,
      Outbox outbox,
      Supplier<Status> birth,
      CommandSink commands,
      TrueTime clock,
      RandomGenerator random) {
    this.link = link;
    this.commands = commands;
    long now = System.nanoTime();
    Sender sender = new Sender(settings, outbox, link, clock, now);
    conversation =
        new Conversation(
            settings.name(),
            link,
            sender,
            new Attempts(random, now),
            new WaysOut()::more,
            birth,
            settings.hours(),
            InstantSource.system(),
            Happenings::new);
    state = conversation.state();
    thread = new Thread(this::run, "weir-uplink-" + settings.name());
    thread.setDaemon(true);
  }

  /** Takes commands from a link. Called by a thread of the link; must not wait. */
  public interface CommandSink {

    /**
     * @param taken to be run once the command is safe
     */
    void accept(Command command, Runnable taken);
  }

  /** Starts the thread. Returns at once. */
  public void start() {
    thread.start();
  }

  /** Something was appended to the outbox. */
  public void appended() {
    if (nudged.compareAndSet(false, true)) {
      events.add(() -> nudged.set(false));
    }
  }

  /** The gateway's birth message says something else now. */
  public void announce() {
    events.add(conversation::announce);
  }

  /** How the link stands. */
  public LinkState state() {
    return state;
  }

  /** Begins to stop. Returns at once. */
  public void stop() {
    closed = true;
    thread.interrupt();
  }

  /** Stops within a second. What was not acknowledged will be sent again after the start. */
  @Override
  public void close() {
    stop();
    try {
      thread.join(CLOSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    link.close();
  }

  private void run() {
    try {
      while (!closed) {
        Duration wait = guarded();
        next = events.poll(wait.toMillis() + 1, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (!closed) {
        LOG.atError().setCause(e).log("the uplink was interrupted and ends");
      }
    }
  }

  /** What fails here is tried again: the queue's disk may be full or away for a while. */
  private Duration guarded() {
    try {
      for (; next != null; next = events.poll()) {
        next.run();
      }
      Duration wait = conversation.tick(System.nanoTime());
      trouble = false;
      return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    } catch (OutboxException e) {
      if (!trouble) {
        LOG.atWarn().setCause(e).log("the outbox does not answer, trying again every second");
      }
      trouble = true;
      return LONGEST_WAIT;
    } catch (RuntimeException e) {
      // a fault of our own: the event that brought it is given up, the uplink goes on
      LOG.atError().setCause(e).log("the uplink failed, going on");
      next = null;
      return LONGEST_WAIT;
    } finally {
      state = conversation.state();
    }
  }

  /** Hands a link's events to the thread, as long as the attempt that they belong to stands. */
  private final class Happenings implements CloudLink.Events {
    private final long attempt;

    Happenings(long attempt) {
      this.attempt = attempt;
    }

    private void post(Runnable event) {
      events.add(
          () -> {
            if (conversation.stands(attempt)) {
              event.run();
            }
          });
    }

    @Override
    public void reached() {
      post(() -> conversation.reached(System.nanoTime()));
    }

    @Override
    public void up() {
      post(() -> conversation.up(System.nanoTime()));
    }

    @Override
    public void down(Outage outage) {
      post(() -> conversation.down(outage, System.nanoTime()));
    }

    @Override
    public void delivered(long seq) {
      post(() -> conversation.delivered(seq, System.nanoTime()));
    }

    @Override
    public void stored(Ack ack) {
      post(() -> conversation.stored(ack, System.nanoTime()));
    }

    @Override
    public void command(Command command, Runnable taken) {
      commands.accept(ClockOffset.inOurTime(command, state.clockOffset()), taken);
    }
  }
}
