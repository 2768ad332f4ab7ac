package io.weir.samples.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.plugin.InvalidArgument;
import io.weir.plugin.Metric;
import io.weir.plugin.Quality;
import io.weir.plugin.Reading;
import io.weir.plugin.Readings;
import io.weir.plugin.SignalFrame;
import io.weir.plugin.testkit.Defaults;
import io.weir.plugin.testkit.PluginHarness;
import io.weir.plugin.testkit.PluginTck;
import io.weir.samples.mqtt.Inbox.Retained;
import io.weir.samples.mqtt.MqttSensorsPlugin.Config;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class MqttSensorsPluginTest {

  private final Put put = new Put();
  private final Counts counts = new Counts("mqtt");

  @Test
  void aTopicsLevelsAndAPathMakeAReading() {
    inbox(
            "home/+/climate {2}:temperature $.env.t unit=Cel; home/+/climate {2}:rh $['rel hum'] unit=%RH")
        .message("home/kitchen/climate", json("{'env':{'t':21.5},'rel hum':'48'}"), false);
    assertThat(put.readings)
        .containsExactly(
            Reading.of(Metric.number("mqtt:kitchen:temperature", "Cel"), 21.5),
            Reading.of(Metric.number("mqtt:kitchen:rh", "%RH"), 48.0));
    put.readings.clear();
    inbox("a/# x:{#} $[-1] type=integer").message("a/b/c d", json("[1,2,3]"), false);
    assertThat(put.readings).containsExactly(Reading.of(Metric.integer("mqtt:x:b/c_d", ""), 3L));
  }

  @Test
  void everyTypeIsReadFromJsonAndFromPlainText() {
    Inbox inbox =
        inbox("n n $; i i $ type=integer; c c $ type=counter; b b $ type=bool; t t $ type=text");
    inbox.message("n", json("-1.5e1"), false);
    inbox.message("i", json("9007199254740993"), false);
    inbox.message("c", json("'12'"), false);
    inbox.message("b", json("ON"), false);
    inbox.message("t", json("door is open"), false);
    assertThat(put.readings)
        .extracting(r -> (Object) r.value())
        .containsExactly(-15.0, 9_007_199_254_740_993L, 12L, true, "door is open");
  }

  @Test
  void theMessagesOwnTimeIsTaken() {
    Inbox inbox = inbox("a a $.v time=$.ts");
    inbox.message("a", json("{'v':1,'ts':1700000000.25}"), false);
    inbox.message("a", json("{'v':1,'ts':1700000000250}"), false);
    inbox.message("a", json("{'v':1,'ts':'2023-11-14T23:13:20.25+01:00'}"), false);
    assertThat(put.readings)
        .hasSize(3)
        .allMatch(r -> r.time().equals(Instant.ofEpochSecond(1_700_000_000L, 250_000_000)));
    inbox.message("a", json("{'v':1,'ts':'yesterday'}"), false);
    assertThat(reported("refused_last").toString())
        .contains("the time at $.ts must be")
        .contains("yesterday");
  }

  @Test
  void whatTheBrokerKeptIsDoubtfulUnlessItSaysWhenItWasMeasured() {
    Inbox inbox = inbox("a a $.v time=$.ts");
    inbox.message("a", json("{'v':1}"), true);
    inbox.message("a", json("{'v':2,'ts':1700000000}"), true);
    inbox.message("a", json("{'v':3}"), false);
    inbox.message("a", new byte[0], true); // how a kept message is taken away
    assertThat(put.readings)
        .extracting(Reading::quality)
        .containsExactly(Quality.UNCERTAIN, Quality.GOOD, Quality.GOOD);
    put.readings.clear();
    new Inbox("mqtt", MappingParser.parse("a a $.v"), Retained.IGNORE, counts, put)
        .message("a", json("{'v':1}"), true);
    assertThat(put.readings).isEmpty();
    assertThat(reported("refused")).isEqualTo(0L);
  }

  @Test
  void aMessageThatCannotBeUsedIsCountedWithItsReasonAndItsNeighboursAreTaken() {
    Inbox inbox = inbox("s/+ {2}:t $.t; s/+ {2}:h $.h");
    inbox.message("s/a", json("{'t':1,'h':"), false);
    assertThat(reported("refused_last").toString()).startsWith("s/a: ");
    inbox.message("s/a", json("{'x':1}"), false);
    assertThat(reported("refused_last"))
        .isEqualTo("s/a: none of the values that are asked for is in it");
    inbox.message("s/a", json("{'t':'warm','h':50}"), false);
    assertThat(reported("refused_last")).isEqualTo("s/a: mqtt:a:t must be a number, was warm");
    inbox.message("s/a", new byte[Inbox.MAX_BYTES + 1], false);
    assertThat(reported("refused_last").toString()).contains("at most 262144 bytes");
    inbox.message("s/a", json("[".repeat(5_000)), false);
    inbox.message("s/" + "long".repeat(100), json("{'t':1}"), false);
    inbox.message("s/a", json("{'t':1e999}"), false);
    assertThat(reported("refused")).isEqualTo(7L);
    assertThat(reported("messages")).isEqualTo(7L);
    assertThat(put.readings)
        .filteredOn(r -> r.metric().name().endsWith(":h"))
        .extracting(r -> (Object) r.value())
        .containsExactly(50.0);
  }

  @Test
  void noiseNeverEscapes() {
    Inbox inbox = inbox("a a $; a b $.b.c[0]; a c $ type=bool; a d $.d type=text time=$.t");
    Random random = new Random(11);
    byte[] seed = json("{'b':{'c':[1,2]},'d':'x','t':17}");
    for (int i = 0; i < 5_000; i++) {
      byte[] noise = seed.clone();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        noise[random.nextInt(noise.length)] = (byte) random.nextInt(256);
      }
      inbox.message("a", noise, random.nextBoolean());
    }
    assertThat(reported("messages")).isEqualTo(5_000L);
  }

  @Test
  void filtersMatchAsTheProtocolSays() {
    assertMatch("a/+/c", "a/b/c", true);
    assertMatch("a/+/c", "a/b/d", false);
    assertMatch("a/+", "a/b/c", false);
    assertMatch("a/+", "a", false);
    assertMatch("a/#", "a/b/c", true);
    assertMatch("a/#", "a", true);
    assertMatch("#", "a/b", true);
    assertMatch("+/b", "/b", true);
    assertMatch("#", "$SYS/broker/uptime", false);
    assertMatch("+/broker/uptime", "$SYS/broker/uptime", false);
    assertMatch("$SYS/#", "$SYS/broker/uptime", true);
  }

  @Test
  void settingsThatCannotWorkAreRefusedByName() {
    refuses("", "map must be one mapping at least");
    refuses("a b", "map must be of '<topic> <metric> <path> …' each");
    refuses("a/#/b x $", "topic must be with + and # as whole levels, # last");
    refuses("a/b+ x $", "topic must be with + and # as whole levels, # last");
    refuses("a x b", "path must be one like $.sensor.values[0]");
    refuses("a x $.b[", "path must be one like $.sensor.values[0]");
    refuses("a x $ type=string", "type must be one of number, integer, counter, bool, text");
    refuses("a x $ scale=2", "option of x must be one of unit, type, time");
    refuses("a {2} $", "level in {2} must be 1 to 1");
    assertThatThrownBy(() -> plugin(Map.of("map", "a x $", "url", "localhost")))
        .isInstanceOf(InvalidArgument.class);
    assertThatThrownBy(() -> plugin(Map.of("map", "a x $", "retained", "maybe")))
        .isInstanceOf(InvalidArgument.class);
  }

  @Test
  void aBrokerThatIsNotThereIsSaidAndTriedAgain() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    try (PluginHarness host =
        PluginHarness.of(plugin(Map.of("map", "a x $", "url", "tcp://127.0.0.1:" + port)))) {
      assertThatThrownBy(host::sample).hasMessageContaining("no connection to tcp://127.0.0.1:");
      assertThat(host.latest(Metric.text("mqtt:state"))).contains("no connection to");
      host.clear().sample(); // left in peace for a second
      assertThat(host.values(Metric.text("mqtt:state"))).isEmpty();
    }
  }

  @Test
  void aConnectionThatIsCutIsMadeAgainAndTheSubscriptionsWithIt() throws Exception {
    try (FakeBroker broker = new FakeBroker();
        PluginHarness host =
            PluginHarness.of(plugin(Map.of("map", "a x $", "url", broker.url())))) {
      host.sample();
      broker.publish("a", "1");
      Metric<Double> x = Metric.number("mqtt:x", "");
      await(() -> host.values(x).size() == 1);
      broker.cut();
      await(
          () -> {
            host.sample();
            List<String> states = host.values(Metric.text("mqtt:state"));
            return states.size() >= 3 && states.get(states.size() - 1).equals("ok");
          });
      assertThat(host.values(Metric.text("mqtt:state")).get(1)).contains("connection was lost");
      broker.publish("a", "2");
      await(() -> host.values(x).equals(List.of(1.0, 2.0)));
    }
  }

  @Test
  void survivesRestartReconfigurationAndHotSwap() throws Exception {
    try (FakeBroker broker = new FakeBroker()) {
      PluginTck.of(MqttSensorsPlugin.class)
          .with("map", "a x $")
          .with("url", broker.url())
          .changing("qos", 0)
          .verify();
    }
  }

  private static void await(BooleanSupplier condition) {
    for (long end = System.nanoTime() + 20_000_000_000L; !condition.getAsBoolean(); ) {
      assertThat(System.nanoTime()).as("20 s are up").isLessThan(end);
      LockSupport.parkNanos(10_000_000);
    }
  }

  private static MqttSensorsPlugin plugin(Map<String, Object> settings) {
    return new MqttSensorsPlugin(Defaults.of(Config.class, settings));
  }

  private static void refuses(String map, String message) {
    assertThatThrownBy(() -> plugin(Map.of("map", map)))
        .isInstanceOf(InvalidArgument.class)
        .hasMessageStartingWith(message);
  }

  private static void assertMatch(String filter, String topic, boolean expected) {
    assertThat(new TopicFilter(filter).matches(topic)).as(filter + " " + topic).isEqualTo(expected);
  }

  private Inbox inbox(String map) {
    return new Inbox("mqtt", MappingParser.parse(map), Retained.UNCERTAIN, counts, put);
  }

  private Object reported(String metric) {
    Put report = new Put();
    counts.report(report);
    return report.readings.stream()
        .filter(r -> r.metric().name().equals("mqtt:" + metric))
        .map(r -> (Object) r.value())
        .findFirst()
        .orElse("");
  }

  private static byte[] json(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static final class Put implements Readings {
    final List<Reading<?>> readings = new ArrayList<>();

    @Override
    public void put(Reading<?> reading) {
      readings.add(reading);
    }

    @Override
    public void put(SignalFrame frame) {
      throw new AssertionError("no frames here");
    }
  }
}
