package io.weir.host;

import io.weir.broker.Message;
import io.weir.plugin.SensorPlugin;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.SenmlPack;
import io.weir.senml.SenmlRecord;
import io.weir.senml.Value;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A host with a fake bus and turned clocks, and what tests ask of it. */
final class Bench implements AutoCloseable {
  static final String BASE = "urn:cpt:device:sn:TEST-1:";
  static final Limits LIMITS =
      new Limits(
          Duration.ofSeconds(30),
          Duration.ofMillis(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          3,
          1_000,
          50,
          32,
          50,
          20,
          Duration.ofMinutes(5),
          5,
          Duration.ofMinutes(1));

  final FakeBus bus = new FakeBus();
  final FakeTicker ticker = new FakeTicker();
  final Plugins plugins;

  Bench() {
    this(LIMITS);
  }

  Bench(Limits limits) {
    plugins = new Plugins(bus, ticker, limits, BASE, new Remembered(), null);
  }

  /** A plugin as a test has it. */
  record Source(String name, String version, Supplier<SensorPlugin> plugin, AtomicBoolean closed)
      implements PluginSource {
    @Override
    public String title() {
      return "Title of " + name;
    }

    @Override
    public SensorPlugin open() {
      return plugin.get();
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }

  Source adopt(String name, SensorPlugin plugin) {
    return adopt(name, "1.0.0", () -> plugin);
  }

  Source adopt(String name, String version, Supplier<SensorPlugin> plugin) {
    Source source = new Source(name, version, plugin, new AtomicBoolean());
    plugins.adopt(source);
    return source;
  }

  /** Adopts and waits until it runs. */
  Source running(String name, SensorPlugin plugin) throws Exception {
    Source source = adopt(name, plugin);
    awaitState(name, "RUNNING");
    return source;
  }

  void awaitState(String name, String state) throws Exception {
    Wait.until(name + " is " + state, () -> state.equals(heartbeat(name).get("state")));
  }

  /** The newest heartbeat, empty before the first. */
  Map<String, Object> heartbeat(String name) {
    List<Map<String, Object>> all = heartbeats(name);
    return all.isEmpty() ? Map.of() : all.get(all.size() - 1);
  }

  List<Map<String, Object>> heartbeats(String name) {
    return sent("services." + name + ".heartbeat").stream().map(Bench::json).toList();
  }

  List<Message> sent(String subject) {
    return bus.sent.stream().filter(message -> message.subject().equals(subject)).toList();
  }

  /** All records published on a subject, in order. */
  List<ResolvedRecord> records(String subject) {
    List<ResolvedRecord> records = new ArrayList<>();
    bus.published.stream()
        .filter(message -> message.subject().equals(subject))
        .forEach(
            message ->
                records.addAll(SenmlPack.parse(message.payload()).resolve(ticker.now(), "")));
    return records;
  }

  List<Object> values(String metric) {
    return records("events.data").stream()
        .filter(record -> record.name().equals(BASE + metric))
        .map(Bench::value)
        .toList();
  }

  private static Object value(ResolvedRecord record) {
    return record.value() instanceof Value.Number number ? number.value() : record.value();
  }

  /** Sends a command as bus.md says, without waiting. */
  void command(String service, String name, String arguments, Map<String, String> headers) {
    bus.send(new Message("commands." + service + ".req", headers, request(name, arguments), null));
  }

  void command(String service, String name, String arguments) {
    command(service, name, arguments, Map.of());
  }

  static byte[] request(String name, String arguments) {
    return Json.bytes(List.of(Map.of("bn", "", "t", 1_700_000_000L, "n", name, "vs", arguments)));
  }

  /** The answers so far on {@code commands.<service>.res}. */
  List<Map<String, Object>> answers(String service) {
    return sent("commands." + service + ".res").stream().map(Bench::answer).toList();
  }

  List<Object> statuses(String service) {
    return answers(service).stream().map(answer -> answer.get("status")).toList();
  }

  Map<String, Object> awaitAnswer(String service, int number) throws Exception {
    Wait.until("answer " + number, () -> answers(service).size() >= number);
    return answers(service).get(number - 1);
  }

  static Map<String, Object> answer(Message message) {
    List<SenmlRecord> records = SenmlPack.parse(message.payload()).records();
    return Json.object(((Value.Text) records.get(0).value()).value());
  }

  static Map<String, Object> json(Message message) {
    return Json.object(new String(message.payload(), StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    plugins.close();
  }
}
