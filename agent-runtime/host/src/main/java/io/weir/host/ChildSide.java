package io.weir.host;

import io.weir.broker.Bus;
import io.weir.broker.Message;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other end of a plugin in a process of its own, within that process: brings the bus and the
 * configuration from the agent, starts the plugin's bundle, and ends the process when the agent is
 * gone, however it went. In the agent itself, without the property {@code weir.isolated}, it does
 * nothing.
 */
@Component(
    service = {},
    immediate = true)
public final class ChildSide {
  /** Names the plugin in the framework of its process. */
  static final String PROPERTY = "weir.isolated";

  /** In a {@link Frame.Kind#CONFIGURE}, where the PID is an instance of a factory. */
  static final String FACTORY = "factory";

  private static final Logger LOG = LoggerFactory.getLogger("io.weir.host");
  private static final int CUT_SHORT = 4;

  private final ConfigurationAdmin configurations;
  private final BundleContext framework;
  private final String plugin;
  private final LinkedBlockingQueue<String> applied = new LinkedBlockingQueue<>();
  private final Set<String> expected = new HashSet<>(); // by the reading thread only

  @Activate
  public ChildSide(@Reference ConfigurationAdmin configurations, BundleContext context) {
    this.configurations = configurations;
    framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getBundleContext();
    plugin = context.getProperty(PROPERTY);
    if (plugin != null) {
      FrameQueue out = new FrameQueue(new FileOutputStream(FileDescriptor.out), "weir-to-agent");
      ChildBus bus = new ChildBus(out);
      // comes after Declarative Services' own listener, which is older: then the news are through
      framework.registerService(
          ConfigurationListener.class, event -> applied.add(event.getPid()), null);
      Thread reader = new Thread(() -> read(bus), "weir-from-agent");
      reader.setDaemon(true);
      reader.start();
    }
  }

  private void read(ChildBus bus) {
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(System.in))) {
      while (true) {
        take(Frame.read(in), bus);
      }
    } catch (EOFException e) {
      LOG.atDebug().log("the agent has closed the line");
    } catch (IOException e) {
      LOG.atError().setCause(e).log("the line to the agent is broken");
    }
    end();
  }

  private void take(Frame frame, ChildBus bus) throws IOException {
    Message message = frame.message();
    switch (frame.kind()) {
      case MESSAGE -> bus.deliver(message);
      case CONFIGURE -> configure(message);
      case START -> start(message.subject(), bus);
      case PUBLISH, SEND, LOST -> throw new IOException("not for this end: " + frame.kind());
    }
  }

  private void configure(Message message) throws IOException {
    String pid = message.subject();
    String factory = message.header(FACTORY).orElse("");
    Configuration configuration =
        factory.isEmpty()
            ? configurations.getConfiguration(pid, "?")
            : configurations.getFactoryConfiguration(factory, pid, "?");
    Map<String, Object> values = Json.object(text(message));
    values.values().removeIf(Objects::isNull);
    expected.add(configuration.getPid());
    configuration.update(new Hashtable<>(values));
  }

  /** The bus comes last: the host and the plugin start with it, once and configured. */
  private void start(String jar, ChildBus bus) {
    try {
      while (!expected.isEmpty()) {
        String pid = applied.poll(2, TimeUnit.SECONDS);
        if (pid == null) {
          LOG.atWarn().addKeyValue("pids", expected).log("not heard of, starting without");
          expected.clear();
        }
        expected.remove(pid);
      }
      framework.registerService(Bus.class, bus, null);
      framework.installBundle("reference:" + jar).start();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (BundleException e) {
      LOG.atError().addKeyValue("plugin", plugin).setCause(e).log("the bundle does not start");
      Map<String, Object> news = new LinkedHashMap<>();
      news.put("service", plugin);
      news.put("state", PluginState.FAILED.name());
      news.put("reason", "its bundle does not start in a process of its own: " + e.getMessage());
      bus.send(Message.of("services." + plugin + ".heartbeat", Json.bytes(news)));
    }
  }

  /** Stops everything in an orderly way, for two seconds at most. */
  private void end() {
    Thread limit = new Thread(ChildSide::cutShort, "weir-child-limit");
    limit.setDaemon(true);
    limit.start();
    try {
      framework.getBundle().stop();
    } catch (BundleException e) {
      LOG.atWarn().setCause(e).log("the framework does not stop");
    }
  }

  private static void cutShort() {
    try {
      new CountDownLatch(1).await(2, TimeUnit.SECONDS);
      Runtime.getRuntime().halt(CUT_SHORT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String text(Message message) {
    return new String(message.payload(), StandardCharsets.UTF_8);
  }
}
