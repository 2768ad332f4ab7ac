package io.weir.host;

import io.weir.broker.Message;
import io.weir.broker.Subscription;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A plugin in a process of its own: {@code isolation = process}. The thread {@code
 * weir-child-<plugin>} starts the process, reads what it says, and starts it again after a pause
 * that grows from one second to a minute while it does not stay up. The process has no connection
 * to the broker: what it may say is checked here.
 */
final class ProcessPlugin implements Hosted {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.host");
  private static final Duration START_UP = Duration.ofSeconds(30);
  private static final long STOP_MS = 1_400;
  private static final long KILL_MS = 400;

  private volatile PluginSource source;
  private final Surroundings around;
  private final Isolation isolation;
  private final ChildCommand command;
  private final CommandRelay relay;
  private final ChildNews news;
  private final ChildReadings readings;
  private final ChildSpeech speech;
  private final Thread keeper;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final List<Subscription> subscriptions = new ArrayList<>();
  private volatile Running running;

  /** The process as it runs now. */
  private record Running(Process process, FrameQueue out, long since) {}

  ProcessPlugin(
      PluginSource source, Surroundings around, Isolation isolation, ChildCommand command) {
    this.source = source;
    this.around = around;
    this.isolation = isolation;
    this.command = command;
    readings = new ChildReadings(source.name(), around);
    news = new ChildNews(source, around);
    relay = new CommandRelay(source.name(), around, news::closed, this::deliver);
    speech = new ChildSpeech(source.name(), around.bus(), readings, news, relay, this::quarantined);
    keeper = new Thread(this::keep, "weir-child-" + source.name());
    keeper.setDaemon(true);
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public void start() {
    subscriptions.add(around.bus().subscribe("commands." + name() + ".req", relay::accept));
    subscriptions.add(around.bus().subscribe("services." + name() + ".describe", relay::ask));
    subscriptions.add(around.bus().subscribe("services." + name() + ".cancel", relay::ask));
    keeper.start();
  }

  @Override
  public void answerDescription(Message request) {
    Message to =
        new Message(
            "services." + name() + ".describe",
            request.headers(),
            request.payload(),
            request.replyTo());
    relay.ask(to);
  }

  private boolean deliver(Message message) {
    Running now = running;
    return now != null && now.out.offer(new Frame(Frame.Kind.MESSAGE, message));
  }

  private void keep() {
    Restarts restarts = new Restarts();
    boolean again = true;
    try {
      while (again) {
        long began = around.ticker().nanos();
        String why = live();
        again = !isStopping() && !news.isQuarantined();
        if (again) {
          Duration pause = restarts.pauseAfter(around.ticker().nanos() - began);
          news.down(why + "; it is started again in " + pause.toSeconds() + " s");
          relay.endAll(Outcome.of(CommandStatus.FAILED, name() + ": " + why));
          again = !stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One life of the process. Returns how it ended. */
  private String live() throws InterruptedException {
    Process process = null;
    Path folder = null;
    try {
      folder = command.folder(name());
      Path jar = folder.resolve("plugin.jar");
      source.writeJar(jar);
      process = command.launch(name(), isolation, folder);
      converse(process, jar);
      return Endings.words(process.waitFor(), isolation);
    } catch (IOException e) {
      return "its process cannot be run: " + e.getMessage();
    } catch (RuntimeException e) {
      // this thread must not end for it: nobody would start the process again, nor say so
      LOG.atError().addKeyValue("plugin", name()).setCause(e).log("its process cannot be kept");
      return "its process cannot be kept: " + e.getMessage();
    } finally {
      running = null;
      if (process != null) {
        process.destroyForcibly();
      }
      Folders.delete(folder);
    }
  }

  /** Until the process has closed its end. */
  private void converse(Process process, Path jar) throws IOException {
    try (FrameQueue out = new FrameQueue(process.getOutputStream(), "weir-to-" + name());
        DataInputStream in =
            new DataInputStream(new BufferedInputStream(process.getInputStream()))) {
      news.launched(process, isolation);
      begin(process, out, jar);
      if (isStopping()) {
        return;
      }
      while (true) {
        speech.take(Frame.read(in));
      }
    } catch (EOFException e) {
      LOG.atDebug().addKeyValue("plugin", name()).log("its process has ended");
    }
  }

  /** A change of its configuration comes before this or after, and is not lost in between. */
  private synchronized void begin(Process process, FrameQueue out, Path jar) {
    out.offer(ChildConfiguration.ofHost(around.limits()));
    ChildConfiguration.ofPlugin(source.properties()).ifPresent(out::offer);
    out.offer(new Frame(Frame.Kind.START, Message.of(jar.toUri().toString(), new byte[0])));
    running = new Running(process, out, around.ticker().nanos());
  }

  @Override
  public synchronized boolean goesOnAs(PluginSource next, Limits limits, Isolation wanted) {
    Running now = running;
    if (!source.isSameBundle(next)
        || !limits.equals(around.limits())
        || !wanted.equals(isolation)
        || news.isQuarantined()
        || now == null) {
      return false;
    }
    Optional<Frame> changed = ChildConfiguration.ofPlugin(next.properties());
    if (changed.isPresent() && now.out.offer(changed.get())) {
      source.close();
      source = next;
      return true;
    }
    return false;
  }

  @Override
  public boolean mayGoOn() {
    return running != null && source.isInstalled();
  }

  /** Here it can be ended for good. */
  private void quarantined() {
    Running now = running;
    if (now != null) {
      now.process.destroyForcibly();
      relay.endAll(news.closed());
    }
  }

  @Override
  public void watch(long now) {
    relay.watch(now);
    Running one = running;
    long silence = Math.max(START_UP.toNanos(), 3 * around.limits().heartbeat().toNanos());
    if (one != null && now - Math.max(one.since, news.heardAt()) > silence) {
      LOG.atWarn().addKeyValue("plugin", name()).log("its process says nothing, ends it");
      one.process.destroyForcibly();
    }
    news.repeatIfDue(now);
  }

  /** It has a heap of its own. */
  @Override
  public double megabytes() {
    return 0;
  }

  @Override
  public void contain(String why) {
    throw new IllegalStateException("its own host puts it in quarantine");
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  @Override
  public void stop() {
    subscriptions.forEach(Subscription::close);
    stopping.countDown();
    readings.shut();
    Running one = running;
    try {
      if (one != null) {
        one.out.close(); // the end of its input: it stops in good order
      }
      keeper.join(STOP_MS);
      one = running;
      if (one != null) {
        LOG.atWarn().addKeyValue("plugin", name()).log("its process does not end, kills it");
        one.process.destroyForcibly();
        keeper.join(KILL_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    news.stopped();
    relay.endAll(Outcome.of(CommandStatus.FAILED, name() + " is being stopped"));
    source.close();
  }
}
