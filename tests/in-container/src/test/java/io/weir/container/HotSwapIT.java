package io.weir.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;

import io.weir.broker.Bus;
import io.weir.broker.Landing;
import io.weir.broker.Message;
import io.weir.plugin.Metric;
import io.weir.plugin.PluginName;
import io.weir.plugin.SensorPlugin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.inject.Inject;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleListener;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleWiring;

/** The deployer swaps one plugin again and again beside plugins that work. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HotSwapIT {
  private static final int SWAPS = Boolean.getBoolean("weir.soak") ? 200 : 25;
  private static final Pattern VALUE = Pattern.compile("\"v\":([0-9]+)");

  @Inject private BundleContext context;

  /** Runs outside of the framework. */
  @Configuration
  public Option[] configuration() {
    Optional<RealBroker> broker = RealBroker.start(Assembly.ROOT);
    Path home = broker.map(b -> b.data).orElse(Path.of("none"));
    if (broker.isPresent()) {
      packages(home);
    }
    return Assembly.options(
        broker,
        frameworkProperty("weir.home").value(home.toString()),
        frameworkProperty("weir.conf").value(home.resolve("conf").toString()),
        frameworkProperty("weir.plugins").value(home.resolve("plugins").toString()),
        Assembly.copied("jackson-jr-objects"),
        Assembly.built("bundles/deployer", "weir-deployer"));
  }

  /** Three versions of a plugin whose bundle is none of the others, signed by a trusted key. */
  private static void packages(Path home) {
    try {
      io.weir.deployer.Signing.newKey(home, "test", null);
      io.weir.deployer.Signing.trust(home.resolve("test.pub"), home.resolve("conf/trust"), null);
      for (String version : List.of("1.0.0", "1.0.1")) {
        Path jar = home.resolve(version + ".jar");
        try (InputStream original =
            Files.newInputStream(
                Assembly.jar("sample-plugins/host-metrics", "weir-host-metrics"))) {
          ChangedJar.of(original, version, "swapped").transferTo(Files.newOutputStream(jar));
        }
        io.weir.deployer.Signing.sign(jar, home.resolve("test.key"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Before
  public void brokerIsThere() throws Exception {
    assumeTrue("nats-server is not on the PATH", Assembly.hasBroker());
    Wait.until("there is a bus", () -> context.getServiceReference(Bus.class) != null);
    Wait.until(
        "it is connected and well",
        () -> bus().state().connected() && bus().state().detail().isEmpty());
    Wait.until("the deployer answers", () -> ask("{\"op\":\"list\"}").contains("plugins"));
  }

  @Test
  public void swapsLeaveTheOthersAloneAndNothingBehind() throws Exception {
    installed("weir-host-metrics").stop(); // the one that is swapped has its name
    deploy("1.0.0");
    Map<Long, String> others = others();
    List<String> events = new CopyOnWriteArrayList<>();
    BundleListener listener =
        (SynchronousBundleListener)
            event -> {
              if (!event.getBundle().getSymbolicName().equals("swapped")) {
                events.add(event.getBundle().getSymbolicName() + " event " + event.getType());
              }
            };
    var queue = new ReferenceQueue<ClassLoader>();
    Set<PhantomReference<ClassLoader>> old = new HashSet<>();
    List<Long> millis = new ArrayList<>();
    AtomicLong produced = new AtomicLong();
    Dictionary<String, Object> name = new Hashtable<>(Map.of(PluginName.PROPERTY, "neighbour"));
    var neighbour = context.registerService(SensorPlugin.class, counting(produced), name);
    context.addBundleListener(listener);
    try {
      for (int i = 0; i < SWAPS; i++) {
        old.add(new PhantomReference<>(loader(), queue));
        long begun = System.nanoTime();
        deploy(i % 2 == 0 ? "1.0.1" : "1.0.0");
        millis.add((System.nanoTime() - begun) / 1_000_000);
      }
    } finally {
      context.removeBundleListener(listener);
      neighbour.unregister();
    }
    assertEquals("nobody else was touched", List.of(), events);
    assertEquals("state and time of the last change of all others", others, others());
    millis.sort(null);
    System.out.println(
        SWAPS
            + " swaps, median "
            + millis.get(SWAPS / 2)
            + " ms, longest "
            + millis.get(SWAPS - 1));
    assertTrue("a swap takes less than 2 s: " + millis, millis.get(SWAPS / 2) < 2_000);
    awaitEach(produced.get());
    Wait.until(
        "no class loader of " + SWAPS + " is left",
        () -> {
          System.gc();
          for (var gone = queue.poll(); gone != null; gone = queue.poll()) {
            old.remove(gone);
          }
          return old.isEmpty();
        });
  }

  private static SensorPlugin counting(AtomicLong produced) {
    Metric<Double> count = Metric.number("count", "1");
    return sensor ->
        sensor.every(
            Duration.ofMillis(20), out -> out.put(count, (double) produced.incrementAndGet()));
  }

  /** Each of the neighbour's numbers has landed. */
  private void awaitEach(long produced) throws Exception {
    Set<Long> landed = new TreeSet<>();
    try (Landing landing = bus().landing("swap")) {
      Wait.until(
          produced + " readings of the neighbour have landed",
          () -> {
            var some = landing.fetch(500, Duration.ofSeconds(1));
            some.forEach(
                one ->
                    numbers(new String(one.message().payload(), StandardCharsets.UTF_8), landed));
            if (!some.isEmpty()) {
              landing.acknowledge(some.get(some.size() - 1));
            }
            return landed.size() == produced;
          });
    }
    assertEquals(
        new TreeSet<>(Set.of(1L, produced)).toString(), 1L, (long) landed.iterator().next());
  }

  private static void numbers(String pack, Set<Long> into) {
    if (pack.contains("\"n\":\"count\"")) {
      Matcher matcher = VALUE.matcher(pack);
      while (matcher.find()) {
        into.add(Long.valueOf(matcher.group(1)));
      }
    }
  }

  private void deploy(String version) throws Exception {
    Path jar = Path.of(context.getProperty("weir.home"), version + ".jar");
    String answer = ask("{\"op\":\"deploy\",\"path\":\"" + jar + "\",\"downgrade\":true}");
    assertTrue(answer, answer.contains("\"outcome\":\"version " + version + " is kept\""));
  }

  private ClassLoader loader() {
    return installed("swapped").adapt(BundleWiring.class).getClassLoader();
  }

  private Map<Long, String> others() {
    Map<Long, String> states = new TreeMap<>();
    for (Bundle bundle : context.getBundles()) {
      if (!bundle.getSymbolicName().equals("swapped")) {
        states.put(
            bundle.getBundleId(),
            bundle.getSymbolicName() + " " + bundle.getState() + " " + bundle.getLastModified());
      }
    }
    return states;
  }

  private Bundle installed(String name) {
    return Arrays.stream(context.getBundles())
        .filter(one -> one.getSymbolicName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Bus bus() {
    return context.getService(context.getServiceReference(Bus.class));
  }

  private String ask(String request) throws Exception {
    Message question = Message.of("agent.deploy", request.getBytes(StandardCharsets.UTF_8));
    byte[] answer = bus().request(question, Duration.ofSeconds(90)).get().payload();
    return new String(answer, StandardCharsets.UTF_8);
  }
}
