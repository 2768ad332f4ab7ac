package io.weir.samples.switches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.plugin.InvalidArgument;
import io.weir.plugin.Metric;
import io.weir.plugin.testkit.Defaults;
import io.weir.plugin.testkit.PluginHarness;
import io.weir.plugin.testkit.PluginTck;
import io.weir.samples.switches.FakeAgent.Value;
import io.weir.samples.switches.SwitchTelemetryPlugin.Config;
import java.io.IOException;
import java.net.DatagramSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnmpTest {

  private static final String UP_TIME = "1.3.6.1.2.1.1.3.0";
  private static final String IF = "1.3.6.1.2.1.2.2.1.";
  private static final String IF_X = "1.3.6.1.2.1.31.1.1.1.";

  private FakeAgent agent;
  private SnmpSwitches switches;

  @BeforeEach
  void start() throws IOException {
    agent = new FakeAgent();
    agent.set(UP_TIME, Value.ticks(100));
    for (int i = 1; i <= 60; i++) { // more than one request brings
      agent.set(IF_X + "1." + i, Value.text("port" + i));
      agent.set(IF + "14." + i, Value.counter32(i));
      agent.set(IF_X + "6." + i, Value.counter64(5_000_000_000L + i));
      agent.set(IF_X + "10." + i, Value.counter64(7));
    }
    switches = switches("core 127.0.0.1:" + agent.port());
  }

  @AfterEach
  void stop() {
    switches.close();
    agent.close();
  }

  @Test
  void numbersAreEncodedAsTheRulesSay() {
    assertThat(
            HexFormat.of()
                .formatHex(new BerWriter().integer(127).integer(128).integer(-129).bytes()))
        .isEqualTo("02017f" + "02020080" + "0202ff7f");
    assertThat(HexFormat.of().formatHex(new BerWriter().oid(Oid.of("1.3.6.1.4.1.2680.1")).bytes()))
        .isEqualTo("06082b06010401947801");
    assertThat(new BerWriter().put(BerWriter.OCTETS, new byte[300]).bytes())
        .startsWith(0x04, 0x82, 0x01, 0x2C)
        .hasSize(304);
  }

  @Test
  void everyInterfaceOfASwitchIsReadAndItsTrafficIsABandwidth() throws IOException {
    Counters first = switches.read().get(0);
    assertThat(first.ports()).hasSize(60);
    assertThat(first.ports().get(59).name()).isEqualTo("port60");
    assertThat(first.ports().get(59).totals())
        .isEqualTo(Map.of("in_octets", 5_000_000_060L, "out_octets", 7L, "in_errors", 60L));
    assertThat(first.bandwidthIn()).isNaN();
    agent.set(UP_TIME, Value.ticks(200));
    agent.set(IF_X + "6.1", Value.counter64(5_001_000_001L));
    agent.set(IF + "14.2", Value.counter32(7));
    Counters second = switches.read().get(0);
    assertThat(second.bandwidthIn()).isPositive();
    assertThat(second.bandwidthOut()).isZero();
    assertThat(second.packetErrors()).isEqualTo(5);
    assertThat(second.latencyMs()).isPositive();
  }

  @Test
  void aSwitchWithoutCountersOf64BitsIsReadOverTheWrapOf32() throws IOException {
    agent.objects.keySet().removeIf(oid -> oid.toString().startsWith("1.3.6.1.2.1.31."));
    agent.set(IF + "2.1", Value.text("old"));
    agent.set(IF + "10.1", Value.counter32(0xFFFFFFF0L));
    assertThat(inOctets()).isEqualTo(0xFFFFFFF0L);
    agent.set(UP_TIME, Value.ticks(200));
    agent.set(IF + "10.1", Value.counter32(16));
    assertThat(inOctets()).isEqualTo(0x1_0000_0010L);
  }

  @Test
  void aCounterGrowsOnOverWrapsAndRestarts() {
    Total total = new Total();
    assertThat(total.take(100, 32, false)).isEqualTo(100);
    assertThat(total.grown()).isZero();
    assertThat(total.take(150, 32, false)).isEqualTo(150);
    assertThat(total.take(30, 32, true)).as("restarted").isEqualTo(180);
    assertThat(total.take(10, 32, false)).as("wrapped").isEqualTo(180 + 0x1_0000_0000L - 20);
    Total wide = new Total();
    wide.take(-10, 64, false);
    wide.take(5, 64, false);
    assertThat(wide.grown()).as("64 bits wrapped").isEqualTo(15);
    wide.take(2, 64, false);
    assertThat(wide.grown()).as("went back").isZero();
  }

  @Test
  void aSwitchThatDoesNotAnswerCostsItselfOnly() throws IOException {
    try (FakeAgent other = new FakeAgent()) {
      other.mute = true;
      switches = switches("mute 127.0.0.1:" + other.port() + "; core 127.0.0.1:" + agent.port());
      assertThat(switches.read()).extracting(Counters::id).containsExactly("core");
      assertThat(switches.states().get("mute")).contains("no answer from").contains("asked twice");
      assertThat(switches.states().get("core")).isEqualTo("ok");
      other.mute = false;
      other.objects.putAll(agent.objects);
      assertThat(switches.read())
          .extracting(Counters::id)
          .as("left in peace")
          .containsExactly("core");
      assertThat(switches.read()).extracting(Counters::id).containsExactly("mute", "core");
      assertThat(switches.states().get("mute")).isEqualTo("ok");
    }
  }

  @Test
  void nobodyThereIsSaidAtOnce() throws IOException {
    int free;
    try (DatagramSocket socket = new DatagramSocket()) {
      free = socket.getLocalPort();
    }
    switches = switches("gone 127.0.0.1:" + free);
    assertThatThrownBy(switches::read).hasMessageContaining("nothing listens at");
    // in the pause after it, too: there is nothing that is true
    assertThatThrownBy(switches::read).hasMessageContaining("nothing listens at");
  }

  @Test
  void aWalkInCirclesEnds() {
    agent.circling = true;
    assertThatThrownBy(switches::read).hasMessageContaining("walks in circles");
  }

  @Test
  void noiseIsAnErrorAndNothingElse() {
    Random random = new Random(3);
    agent.spoil =
        answer -> {
          byte[] noise = answer.clone();
          for (int flips = random.nextInt(5); flips >= 0; flips--) {
            noise[random.nextInt(noise.length)] = (byte) random.nextInt(256);
          }
          return noise;
        };
    try (SnmpV2 client = client(20)) {
      for (int i = 0; i < 300; i++) {
        try {
          client.walk(Oid.of(IF_X + "1"));
        } catch (IOException e) {
          assertThat(e).hasMessageMatching("(?s).+");
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void onlyTheInterfacesThatAreNamed() throws IOException {
    switches = switches("core 127.0.0.1:" + agent.port() + " port3,port7");
    assertThat(switches.read().get(0).ports())
        .extracting(Port::name)
        .containsExactly("port3", "port7");
    SnmpSwitches none = switches("core 127.0.0.1:" + agent.port() + " eth0");
    assertThatThrownBy(none::read).hasMessageContaining("none of the interfaces");
    none.close();
  }

  @Test
  void theirCountersAreReadingsThatOnlyGrow() throws IOException {
    try (PluginHarness host =
        PluginHarness.of(
            new SwitchTelemetryPlugin(
                Defaults.of(
                    Config.class,
                    Map.of(
                        "generator_server.port", 0,
                        "metric_server.port", 0,
                        "snmp.targets", "core 127.0.0.1:" + agent.port() + " port3"))))) {
      host.sample().sample();
      assertThat(host.values(Metric.counter("core:port3:in_octets", ""))).hasSize(2);
      assertThat(host.values(Metric.number("core:bandwidth_in", "Mbit/s"))).containsExactly(0.0);
      assertThat(host.values(Metric.text("core:state"))).containsExactly("ok");
    }
  }

  @Test
  void targetsThatCannotBeAreRefused() {
    for (String wrong : List.of("core", "core 10.0.0.1:99999", "a h; a h", "-x host")) {
      assertThatThrownBy(() -> SnmpSwitches.parse(wrong)).isInstanceOf(InvalidArgument.class);
    }
  }

  @Test
  void survivesRestartReconfigurationAndHotSwap() {
    PluginTck.of(SwitchTelemetryPlugin.class)
        .with("generator_server.port", 0)
        .with("metric_server.port", 0)
        .with("snmp.targets", "core 127.0.0.1:" + agent.port() + " port3")
        .changing("snmp.timeout.ms", 500)
        .verify();
  }

  private long inOctets() throws IOException {
    return switches.read().get(0).ports().get(0).totals().get("in_octets");
  }

  private SnmpV2 client(int limitMs) throws IOException {
    return new SnmpV2("127.0.0.1", agent.port(), "public".getBytes(), Duration.ofMillis(limitMs));
  }

  private static SnmpSwitches switches(String targets) {
    return new SnmpSwitches(
        SnmpSwitches.parse(targets), "public", Duration.ofMillis(300), Clock.systemUTC());
  }
}
