package io.weir.host;

import io.weir.broker.Loss;
import io.weir.broker.Message;
import io.weir.broker.Subscription;
import io.weir.senml.SenmlException;
import io.weir.senml.SenmlPack;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration STEADY = Duration.ofMinutes(1);
  private static final Duration START_UP = Duration.ofSeconds(30);
  private static final String COMPONENT = "component.name";
  private static final double PACKS_WHEN_TIGHT = 20;
  private static final long STOP_MS = 1_400;
  private static final long KILL_MS = 400;
  private static final Set<String> EVENTS = Set.of("events.data", "events.alert", "events.signal");

  private final PluginSource source;
  private final Surroundings around;
  private final Isolation isolation;
  private final ChildCommand command;
  private final CommandRelay relay;
  private final ChildNews news;
  private final Thread keeper;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final List<Subscription> subscriptions = new ArrayList<>();
  private volatile Running running;
  private final Budget tight;
  private boolean strayed;

  /** The process as it runs now. */
  private record Running(Process process, FrameQueue out, long since) {}

  ProcessPlugin(
      PluginSource source, Surroundings around, Isolation isolation, ChildCommand command) {
    this.source = source;
    this.around = around;
    this.isolation = isolation;
    this.command = command;
    tight = new Budget(PACKS_WHEN_TIGHT, around.ticker().nanos());
    news = new ChildNews(source, around);
    relay = new CommandRelay(source.name(), around, news::closed, this::deliver);
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
    Duration pause = SHORTEST_PAUSE;
    boolean again = true;
    try {
      while (again) {
        long began = around.ticker().nanos();
        String why = live();
        again = !isStopping() && !news.isQuarantined();
        if (again) {
          boolean steady = around.ticker().nanos() - began > STEADY.toNanos();
          pause = steady ? SHORTEST_PAUSE : pause;
          news.down(why + "; it is started again in " + pause.toSeconds() + " s");
          relay.endAll(Outcome.of(CommandStatus.FAILED, name() + ": " + why));
          again = !stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
          Duration twice = pause.multipliedBy(2);
          pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
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
      out.offer(configuration("io.weir.host", "", around.limits().asConfiguration()));
      Frame own = ownConfiguration();
      if (own != null) {
        out.offer(own);
      }
      out.offer(new Frame(Frame.Kind.START, Message.of(jar.toUri().toString(), new byte[0])));
      news.launched(process, isolation);
      running = new Running(process, out, around.ticker().nanos());
      if (isStopping()) {
        return;
      }
      while (true) {
        take(Frame.read(in));
      }
    } catch (EOFException e) {
      LOG.atDebug().addKeyValue("plugin", name()).log("its process has ended");
    }
  }

  private void take(Frame frame) throws IOException {
    Message message = frame.message();
    switch (frame.kind()) {
      case PUBLISH -> publish(message);
      case SEND -> send(message);
      case MESSAGE, CONFIGURE, START ->
          throw new IOException("it sends what only the agent may: " + frame.kind());
    }
  }

  private void publish(Message message) {
    if (!EVENTS.contains(message.subject())) {
      refuse(message);
    } else if (around.packs().isTight() && !tight.take(around.ticker().nanos())) {
      LOG.atDebug().addKeyValue("plugin", name()).log("the publisher is nearly full");
    } else if (!around.bus().publish(Message.of(message.subject(), message.payload()))) {
      LOG.atDebug().addKeyValue("plugin", name()).log("the publisher is full, a pack is dropped");
      lost(message);
    }
  }

  private void lost(Message message) {
    long nowMicros = around.ticker().now().toEpochMilli() * 1_000;
    long records = 1; // a signal frame, or a pack that nobody can read
    if (!message.subject().equals("events.signal")) {
      try {
        records = SenmlPack.parse(message.payload()).records().size();
      } catch (SenmlException e) {
        LOG.atDebug().setCause(e).log("a pack that was dropped is no SenML");
      }
    }
    around.bus().lost(new Loss(message.subject(), records, nowMicros, nowMicros, Packs.QUEUE_FULL));
  }

  private void send(Message message) {
    String subject = message.subject();
    if (subject.equals("services." + name() + ".heartbeat")) {
      news.heard(message);
      Running now = running;
      if (news.isQuarantined() && now != null) {
        now.process.destroyForcibly(); // here it can be ended for good
        relay.endAll(news.closed());
      }
    } else if (subject.equals("services." + name() + ".progress")) {
      around.bus().send(Message.of(subject, message.payload()));
    } else if (!relay.answered(message) && !subject.equals("commands." + name() + ".res")) {
      refuse(message);
    }
  }

  private void refuse(Message message) {
    if (!strayed) {
      strayed = true;
      LOG.atWarn()
          .addKeyValue("plugin", name())
          .addKeyValue("subject", message.subject())
          .log("its process may not send there; more of this is not logged");
    }
  }

  private Frame ownConfiguration() {
    Map<String, Object> all = source.properties();
    String pid = all.get("service.pid") instanceof String one ? one : (String) all.get(COMPONENT);
    if (pid == null) {
      return null;
    }
    String factory = all.get("service.factoryPid") instanceof String one ? one : "";
    // the instance's name within its factory: pid~name (Configuration Admin 104.3.2)
    String name = factory.isEmpty() ? pid : pid.substring(pid.indexOf('~') + 1);
    Map<String, Object> own = new LinkedHashMap<>();
    all.forEach(
        (key, value) -> {
          if (!key.startsWith("service.")
              && !key.startsWith("component.")
              && !key.startsWith("felix.")
              && !key.equals("objectClass")) {
            own.put(key, plain(value));
          }
        });
    return configuration(name, factory, own);
  }

  private static Object plain(Object value) {
    if (value instanceof Object[] several) {
      return List.of(several);
    }
    boolean known = value instanceof Number || value instanceof Boolean || value instanceof List;
    return known ? value : String.valueOf(value);
  }

  private static Frame configuration(String pid, String factory, Map<String, Object> values) {
    Message message =
        new Message(pid, Map.of(ChildSide.FACTORY, factory), Json.bytes(values), null);
    return new Frame(Frame.Kind.CONFIGURE, message);
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
