package io.weir.container;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotSame;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import io.weir.broker.Bus;
import io.weir.broker.Landing;
import io.weir.broker.Message;
import io.weir.broker.NobodyListens;
import io.weir.plugin.Command;
import io.weir.plugin.PluginName;
import io.weir.plugin.SensorPlugin;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
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
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.wiring.BundleWiring;

/** The host, the bus and the samples as bundles in Felix, against a real nats-server. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HostInFelixIT {
  // command.queue, as it is by default
  private static final int QUEUE = 16;

  @Inject private BundleContext context;

  /** Runs outside of the framework. */
  @Configuration
  public Option[] configuration() {
    return Assembly.options(RealBroker.start(Assembly.ROOT));
  }

  @Before
  public void brokerIsThere() throws Exception {
    assumeTrue("nats-server is not on the PATH", Assembly.hasBroker());
    Wait.until("there is a bus", () -> context.getServiceReference(Bus.class) != null);
    Wait.until(
        "it is connected and well",
        () -> bus().state().connected() && bus().state().detail().isEmpty());
  }

  @Test
  public void everyBundleIsActive() {
    for (Bundle bundle : context.getBundles()) {
      assertEquals(bundle.toString(), Bundle.ACTIVE, bundle.getState());
    }
  }

  @Test
  public void aReadingOfASampleLandsInTheStream() throws Exception {
    try (Landing landing = bus().landing("in-container")) {
      StringBuilder landed = new StringBuilder();
      Wait.until(
          "a temperature has landed",
          () -> {
            var some = landing.fetch(100, Duration.ofSeconds(1));
            some.forEach(one -> landed.append(text(one.message())));
            if (!some.isEmpty()) {
              landing.acknowledge(some.get(some.size() - 1));
            }
            return landed.indexOf("\"n\":\"temperature\"") >= 0;
          });
      assertTrue(
          landed.toString(), landed.indexOf("\"bn\":\"urn:cpt:device:sn:IN-CONTAINER:\"") >= 0);
    }
  }

  @Test
  public void aCommandIsAnsweredByThePlugin() throws Exception {
    awaitRunning("temp_monitor");
    assertTrue(send("{\\\"unit\\\":\\\"K\\\"}").contains("\\\"status\\\":\\\"ok\\\""));
    String refused = send("{\\\"unit\\\":\\\"F\\\"}");
    assertTrue(refused, refused.contains("\\\"status\\\":\\\"invalid\\\""));
    assertTrue(refused, refused.contains("unit must be one of K, Cel"));
  }

  @Test
  public void aServiceThatNobodyServesIsKnownAtOnce() throws Exception {
    try {
      bus()
          .request(Message.of("commands.nobody.req", new byte[0]), Duration.ofMinutes(1))
          .get(10, TimeUnit.SECONDS);
      throw new AssertionError("somebody answered");
    } catch (ExecutionException e) {
      assertTrue(e.toString(), e.getCause() instanceof NobodyListens);
    }
  }

  @Test
  public void aChangedPluginIsSwappedAndNothingElseNotices() throws Exception {
    awaitRunning("temp_monitor");
    awaitRunning("host-metrics");
    List<String> beats = new CopyOnWriteArrayList<>();
    try (var heard = bus().subscribe("services.*.heartbeat", m -> beats.add(text(m)))) {
      Bundle plugin = installed("weir-temperature");
      ClassLoader before = plugin.adapt(BundleWiring.class).getClassLoader();
      Map<Long, Long> others = lastModified(plugin);

      try (InputStream original = URI.create(plugin.getLocation()).toURL().openStream()) {
        plugin.update(ChangedJar.of(original, "9.9.9"));
      }

      Wait.until(
          "the new version runs",
          () ->
              beats.stream()
                  .anyMatch(b -> b.contains("RUNNING") && b.contains("\"version\":\"9.9.9\"")));
      assertNotSame(before, plugin.adapt(BundleWiring.class).getClassLoader());
      assertEquals(others, lastModified(plugin));
      assertTrue(beats.toString(), beats.get(0).contains("\"state\":\"STOPPED\""));
      assertFalse(beats.toString(), beats.stream().anyMatch(b -> b.contains("host-metrics")));
      assertTrue(send("{\\\"unit\\\":\\\"Cel\\\"}").contains("\\\"status\\\":\\\"ok\\\""));
    }
  }

  @Test
  public void aPluginWhoseConstructorBlocksHoldsNobodyUp() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(PluginName.PROPERTY, "blocks");
    ServiceRegistration<SensorPlugin> registration =
        context.registerService(SensorPlugin.class, new Blocking(blocked, gate), properties);
    try {
      assertTrue("its activation begins", blocked.await(30, TimeUnit.SECONDS));
      assertTrue(send("{\\\"unit\\\":\\\"K\\\"}").contains("\\\"status\\\":\\\"ok\\\""));
    } finally {
      gate.countDown();
      registration.unregister();
    }
  }

  @Test
  public void ofAHundredPluginsOneIsStuckAndTheOthersAnswerAll() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    List<ServiceRegistration<SensorPlugin>> all = new ArrayList<>();
    List<CompletableFuture<Message>> stuck = new ArrayList<>();
    Command<Step, Step> step = Command.of("Step", Step.class, Step.class);
    try {
      all.add(
          register(
              "crowd-stuck",
              sensor ->
                  sensor.on(
                      step,
                      request -> {
                        blocked.countDown();
                        gate.await();
                        return request;
                      })));
      for (int i = 1; i < 100; i++) {
        all.add(register("crowd-" + i, sensor -> sensor.on(step, request -> request)));
      }
      awaitRunning("crowd-stuck");
      for (int i = 1; i < 100; i++) {
        awaitRunning("crowd-" + i);
      }
      stuck.add(ask("crowd-stuck", 0));
      assertTrue("it is stuck", blocked.await(30, TimeUnit.SECONDS));
      for (int i = 1; i <= QUEUE; i++) {
        stuck.add(ask("crowd-stuck", i));
      }
      // the queue of one is full, and that of nobody else
      String full = text(ask("crowd-stuck", -1).get(30, TimeUnit.SECONDS));
      assertTrue(full, full.contains("\\\"status\\\":\\\"busy\\\""));
      assertTrue(full, full.contains(QUEUE + " commands of crowd-stuck wait already"));
      for (int round = 0; round < 3; round++) {
        List<CompletableFuture<Message>> answers = new ArrayList<>();
        for (int i = 1; i < 100; i++) {
          answers.add(ask("crowd-" + i, round));
        }
        for (CompletableFuture<Message> answer : answers) {
          String found = text(answer.get(30, TimeUnit.SECONDS));
          assertTrue(found, found.contains("\\\"status\\\":\\\"ok\\\""));
        }
      }
      assertFalse(stuck.stream().anyMatch(CompletableFuture::isDone));
      gate.countDown();
      for (CompletableFuture<Message> answer : stuck) {
        String found = text(answer.get(30, TimeUnit.SECONDS));
        assertTrue(found, found.contains("\\\"status\\\":\\\"ok\\\""));
      }
    } finally {
      gate.countDown();
      all.forEach(ServiceRegistration::unregister);
    }
  }

  /** The argument of a command, and its answer. */
  public record Step(int number) {}

  private ServiceRegistration<SensorPlugin> register(String name, SensorPlugin plugin) {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(PluginName.PROPERTY, name);
    // what waits behind the stuck one is to wait as long as the test takes
    properties.put("budget.command.ms", "300000");
    return context.registerService(SensorPlugin.class, plugin, properties);
  }

  private CompletableFuture<Message> ask(String service, int number) {
    String pack =
        "[{\"bn\":\"\",\"t\":1700000000.0,\"n\":\"Step\",\"vs\":\"{\\\"number\\\":"
            + number
            + "}\"}]";
    Message request =
        Message.of("commands." + service + ".req", pack.getBytes(StandardCharsets.UTF_8));
    return bus().request(request, Duration.ofMinutes(4));
  }

  @Test
  public void aPluginThatWantsToEndTheAgentFailsAlone() throws Exception {
    Bundle plugin = context.installBundle("test:exits", exitBundle());
    try {
      plugin.start();
      awaitRunning("exits");
      String answer = send("exits", "Exit", "{}");
      assertTrue(answer, answer.contains("\\\"status\\\":\\\"failed\\\""));
      assertTrue(answer, answer.contains("System.exit(9) was refused"));
    } finally {
      plugin.uninstall();
    }
    assertTrue(send("{\\\"unit\\\":\\\"K\\\"}").contains("\\\"status\\\":\\\"ok\\\""));
  }

  private static InputStream exitBundle() throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", "test.exits");
    main.putValue("Bundle-Version", "1.0.0");
    main.putValue("Bundle-Activator", ExitPlugin.class.getName());
    main.putValue("Import-Package", "org.osgi.framework,io.weir.plugin");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String name = ExitPlugin.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest);
        InputStream in = ExitPlugin.class.getClassLoader().getResourceAsStream(name)) {
      jar.putNextEntry(new JarEntry(name));
      in.transferTo(jar);
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  /** A component whose constructor takes its time. */
  private static final class Blocking implements ServiceFactory<SensorPlugin> {
    private final CountDownLatch blocked;
    private final CountDownLatch gate;

    Blocking(CountDownLatch blocked, CountDownLatch gate) {
      this.blocked = blocked;
      this.gate = gate;
    }

    @Override
    public SensorPlugin getService(Bundle bundle, ServiceRegistration<SensorPlugin> registration) {
      blocked.countDown();
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return sensor -> {};
    }

    @Override
    public void ungetService(
        Bundle bundle, ServiceRegistration<SensorPlugin> registration, SensorPlugin service) {
      // nothing was opened
    }
  }

  private Bus bus() {
    return context.getService(context.getServiceReference(Bus.class));
  }

  private Bundle installed(String name) {
    return Arrays.stream(context.getBundles())
        .filter(one -> one.getSymbolicName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Map<Long, Long> lastModified(Bundle except) {
    Map<Long, Long> times = new HashMap<>();
    for (Bundle bundle : context.getBundles()) {
      if (bundle.getBundleId() != except.getBundleId()) {
        times.put(bundle.getBundleId(), bundle.getLastModified());
      }
    }
    return times;
  }

  private void awaitRunning(String service) throws Exception {
    Wait.until(
        service + " describes itself",
        () -> {
          try {
            String found =
                text(
                    bus()
                        .request(
                            Message.of("services." + service + ".describe", new byte[0]),
                            Duration.ofSeconds(1))
                        .get());
            return found.contains("\"service\":\"" + service + "\"");
          } catch (ExecutionException e) {
            return false; // not yet
          }
        });
  }

  private String send(String arguments) throws Exception {
    return send("temp_monitor", "TempUnitCmd", arguments);
  }

  private String send(String service, String command, String arguments) throws Exception {
    String pack =
        "[{\"bn\":\"\",\"t\":1700000000.0,\"n\":\"" + command + "\",\"vs\":\"" + arguments + "\"}]";
    Message request =
        Message.of("commands." + service + ".req", pack.getBytes(StandardCharsets.UTF_8));
    return text(bus().request(request, Duration.ofSeconds(30)).get());
  }

  private static String text(Message message) {
    return new String(message.payload(), StandardCharsets.UTF_8);
  }
}
