package io.weir.host;

import io.weir.broker.Bus;
import io.weir.broker.Message;
import io.weir.broker.Subscription;
import io.weir.plugin.PluginName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All plugins of the gateway. Adopts and releases, gives each name to one plugin at a time, and
 * looks after them on the thread {@code weir-host}. Any thread.
 */
final class Plugins implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.host");
  // time limits are kept to a quarter second
  private static final long LOOK = 250_000_000L;

  // a configuration that changes takes milliseconds from one source to the next
  private static final long LINGER = 2_000_000_000L;

  /** One whose source has gone, and may come again. */
  private record Leaving(Hosted plugin, PluginSource source, long since) {}

  private final Surroundings around;
  private final ChildCommand children;
  private final HeapGuard heap = new HeapGuard();
  private final Subscription discovery;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();
  private final Map<String, PluginSource> owners = new LinkedHashMap<>();
  private final Map<PluginSource, Hosted> hosted = new LinkedHashMap<>();
  private final List<PluginSource> waiting = new ArrayList<>();
  private final Map<String, Leaving> leaving = new LinkedHashMap<>();
  private final Thread thread = new Thread(this::run, "weir-host");
  private boolean closed;

  /**
   * @param remembered what commands were answered
   * @param children starts processes for plugins that want one of their own; null where all run
   *     here
   */
  Plugins(
      Bus bus,
      Ticker ticker,
      Limits limits,
      String base,
      Remembered remembered,
      ChildCommand children) {
    this.children = children;
    Packs packs = new Packs(bus, base);
    around = new Surroundings(bus, ticker, limits, packs, new Pusher(packs), remembered);
    discovery = bus.subscribe("services.discover", this::discover);
    around.pusher().start();
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes a plugin in. Returns at once: its own code runs on its lane. */
  void adopt(PluginSource source) {
    if (!source.name().matches(PluginName.PATTERN)) {
      LOG.atError()
          .addKeyValue("name", source.name())
          .log("a plugin is not adopted: its name must match " + PluginName.PATTERN);
      return;
    }
    if (goesOn(source)) {
      return;
    }
    lock.lock();
    try {
      if (owners.putIfAbsent(source.name(), source) != null) {
        waiting.add(source);
        LOG.atError()
            .addKeyValue("name", source.name())
            .log("a plugin waits: another one has its name");
        return;
      }
      Hosted plugin = hosted(source);
      hosted.put(source, plugin);
      plugin.start();
    } finally {
      lock.unlock();
    }
  }

  /** Whether one that has just lost its source goes on with this one. */
  private boolean goesOn(PluginSource source) {
    Leaving one;
    lock.lock();
    try {
      one = leaving.remove(source.name());
      if (one != null && goesOnAs(one.plugin, source)) {
        owners.put(source.name(), source);
        hosted.put(source, one.plugin);
        return true;
      }
    } finally {
      lock.unlock();
    }
    if (one != null) {
      stop(one);
    }
    return false;
  }

  private boolean goesOnAs(Hosted plugin, PluginSource source) {
    try {
      Map<String, Object> wanted = source.properties();
      return plugin.goesOnAs(source, around.limits().with(wanted), Isolation.of(wanted));
    } catch (IllegalArgumentException e) {
      return false; // the new one fails, and says so
    }
  }

  private void stop(Leaving one) {
    try {
      one.plugin.stop();
    } catch (RuntimeException e) {
      // its name has to be free all the same, and the others looked after
      LOG.atError().addKeyValue("plugin", one.plugin.name()).setCause(e).log("not stopped cleanly");
    }
    passOn(one.source);
  }

  /** With what its configuration asks for; one that asks for nonsense fails with the reason. */
  private Hosted hosted(PluginSource source) {
    Surroundings own;
    Isolation isolation;
    try {
      own = around.with(around.limits().with(source.properties()));
      isolation = Isolation.of(source.properties());
    } catch (IllegalArgumentException e) {
      return new HostedPlugin(source, around, e.getMessage());
    }
    return isolation.process() && children != null
        ? new ProcessPlugin(source, own, isolation, children)
        : new HostedPlugin(source, own, "");
  }

  /** Lets a plugin go. Waits two seconds at most for what it is doing. */
  void release(PluginSource source) {
    Hosted plugin;
    lock.lock();
    try {
      waiting.remove(source);
      plugin = hosted.remove(source);
      if (plugin != null && !closed && plugin.mayGoOn()) {
        leaving.put(source.name(), new Leaving(plugin, source, around.ticker().nanos()));
        return;
      }
    } finally {
      lock.unlock();
    }
    if (plugin != null) {
      stop(new Leaving(plugin, source, 0));
    }
  }

  /** Stops those whose next source has not come. */
  private void stopLeft(long now) {
    List<Leaving> left;
    lock.lock();
    try {
      left = leaving.values().stream().filter(one -> now - one.since > LINGER).toList();
      left.forEach(one -> leaving.remove(one.plugin.name(), one));
    } finally {
      lock.unlock();
    }
    left.forEach(this::stop);
  }

  /** Gives the name to the next one that waits for it, now that its owner has stopped. */
  private void passOn(PluginSource former) {
    PluginSource next = null;
    lock.lock();
    try {
      owners.remove(former.name(), former);
      for (PluginSource source : waiting) {
        if (next == null && source.name().equals(former.name())) {
          next = source;
        }
      }
      waiting.remove(next);
    } finally {
      lock.unlock();
    }
    if (next != null) {
      adopt(next);
    }
  }

  private void discover(Message request) {
    all().forEach(plugin -> plugin.answerDescription(request));
  }

  private List<Hosted> all() {
    lock.lock();
    try {
      List<Hosted> all = new ArrayList<>(hosted.values());
      leaving.values().forEach(one -> all.add(one.plugin));
      return all;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (awaitLook()) {
        around.packs().look();
        stopLeft(around.ticker().nanos());
        all().forEach(this::watch);
        heap.watch(all(), around.ticker().nanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch(Hosted plugin) {
    try {
      plugin.watch(around.ticker().nanos());
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("plugin", plugin.name()).setCause(e).log("cannot look after it");
    }
  }

  private boolean awaitLook() throws InterruptedException {
    lock.lock();
    try {
      if (!closed) {
        around.ticker().await(closing, LOOK);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Releases all, at the same time: each has its two seconds. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      closing.signalAll();
    } finally {
      lock.unlock();
    }
    discovery.close();
    List<Thread> stops = new ArrayList<>();
    for (Hosted plugin : all()) {
      Thread stop = new Thread(plugin::stop, "weir-stop-" + plugin.name());
      stop.setDaemon(true);
      stop.start();
      stops.add(stop);
    }
    try {
      for (Thread stop : stops) {
        stop.join(3_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    around.pusher().close();
    around.remembered().close();
  }
}
