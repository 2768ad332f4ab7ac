package io.weir.samples.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.plugin.InvalidArgument;
import io.weir.plugin.Metric;
import io.weir.plugin.Quality;
import io.weir.plugin.Reading;
import io.weir.plugin.testkit.Defaults;
import io.weir.plugin.testkit.PluginFailed;
import io.weir.plugin.testkit.PluginHarness;
import io.weir.plugin.testkit.PluginTck;
import io.weir.samples.modbus.FakeDevice.Mood;
import io.weir.samples.modbus.ModbusPlugin.Config;
import io.weir.samples.modbus.ModbusPlugin.Switch;
import io.weir.samples.modbus.ModbusPlugin.Write;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModbusPluginTest {

  private static final Metric<String> STATE = Metric.text("modbus:state");

  private final TurnedClock clock = new TurnedClock();
  private FakeDevice device;
  private PluginHarness host;

  @BeforeEach
  void start() throws IOException {
    device = new FakeDevice();
  }

  @AfterEach
  void stop() throws IOException {
    if (host != null) {
      host.close();
    }
    device.close();
  }

  @Test
  void everyTypeAndTableBecomesItsReading() {
    ByteBuffer.wrap(device.registers)
        .putShort((short) -215)
        .putShort((short) 65_000)
        .putInt(-100_000)
        .putInt((int) 4_000_000_000L)
        .putLong(-5_000_000_000L)
        .putFloat(1.5f)
        .putDouble(Math.PI);
    device.bits[3] = true;
    adopt(
        "t input 0 int16 scale=0.1 offset=1 unit=Cel; u holding 1 uint16; i input 2 int32;"
            + "w input 4 uint32 counter unit=Wh; l input 6 int64; f input 10 float32;"
            + "d input 12 float64; on coil 3; off discrete 4");
    host.sample();
    assertThat(host.latest(Metric.number("modbus:t", "Cel"))).isEqualTo(-20.5);
    assertThat(host.latest(Metric.integer("modbus:u", ""))).isEqualTo(65_000);
    assertThat(host.latest(Metric.integer("modbus:i", ""))).isEqualTo(-100_000);
    assertThat(host.latest(Metric.counter("modbus:w", "Wh"))).isEqualTo(4_000_000_000L);
    assertThat(host.latest(Metric.integer("modbus:l", ""))).isEqualTo(-5_000_000_000L);
    assertThat(host.latest(Metric.number("modbus:f", ""))).isEqualTo(1.5);
    assertThat(host.latest(Metric.number("modbus:d", ""))).isEqualTo(Math.PI);
    assertThat(host.latest(Metric.bool("modbus:on"))).isTrue();
    assertThat(host.latest(Metric.bool("modbus:off"))).isFalse();
    assertThat(host.latest(STATE)).isEqualTo("ok");
  }

  @Test
  void eachOrderOfBytesIsUndone() {
    byte[] abcd = {1, 2, 3, 4};
    assertThat(ByteOrder.ABCD.apply(abcd)).containsExactly(1, 2, 3, 4);
    assertThat(ByteOrder.CDAB.apply(abcd)).containsExactly(3, 4, 1, 2);
    assertThat(ByteOrder.BADC.apply(abcd)).containsExactly(2, 1, 4, 3);
    assertThat(ByteOrder.DCBA.apply(abcd)).containsExactly(4, 3, 2, 1);
    byte[] eight = {1, 2, 3, 4, 5, 6, 7, 8};
    for (ByteOrder order : ByteOrder.values()) {
      assertThat(order.apply(order.apply(eight))).isEqualTo(eight);
    }
    assertThat(ByteOrder.CDAB.apply(eight)).containsExactly(7, 8, 5, 6, 3, 4, 1, 2);
  }

  @Test
  void neighboursAreReadInOneRequestAndTablesApart() {
    adopt(
        "a input 0 int16; b input 5 int32; c input 40 int16; d holding 1 int16; e coil 0; f coil 9");
    host.sample();
    assertThat(device.requests).containsExactlyInAnyOrder("4 0 7", "4 40 1", "3 1 1", "1 0 10");
  }

  @Test
  void aRequestAsksForNoMoreThanTheProtocolAllows() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      many.append("r").append(i).append(" holding ").append(i).append(" int16;");
    }
    List<Block> blocks = Block.of(RegisterParser.parse("x", many.toString()), 8);
    assertThat(blocks).extracting(Block::count).containsExactly(125, 125, 50);
  }

  @Test
  void anAddressThatIsRefusedCostsItselfOnly() {
    adopt("a input 98 int16; b input 99 int16; beyond input 100 int16");
    assertThatThrownBy(host::sample)
        .hasRootCauseMessage("the device refused to read INPUT 100: 2 illegal address");
    assertThat(host.values(Metric.integer("modbus:b", ""))).hasSize(1);
    assertThat(host.latest(STATE)).contains("INPUT 100");
    device.requests.clear();
    assertThatThrownBy(host::sample).hasMessageContaining("INPUT 100");
    assertThat(device.requests).containsExactly("4 98 1", "4 99 1", "4 100 1");
  }

  @Test
  void aMuteDeviceMarksItsValuesAndIsLeftInPeaceForAWhile() {
    adopt("a input 0 int16; b holding 0 int16");
    host.sample().clear();
    device.mood = Mood.MUTE;
    assertThatThrownBy(host::sample).hasRootCauseMessage("no answer within 300 ms");
    assertThat(host.readings())
        .extracting(Reading::quality)
        .containsExactly(Quality.BAD, Quality.BAD, Quality.GOOD);
    assertThat(host.latest(STATE)).isEqualTo("no answer within 300 ms");
    host.clear();
    device.mood = Mood.WELL;
    host.sample(); // within the pause of a second
    assertThat(host.readings()).isEmpty();
    clock.turn(Duration.ofSeconds(1));
    host.sample();
    assertThat(host.readings()).hasSize(3).allMatch(r -> r.quality() == Quality.GOOD);
    assertThat(host.latest(STATE)).isEqualTo("ok");
  }

  @Test
  void aDeviceThatTricklesTakesNoLongerThanAMuteOne() {
    adopt("a input 0 int16");
    device.mood = Mood.SLOW;
    long start = System.nanoTime();
    assertThatThrownBy(host::sample).hasRootCauseMessage("no answer within 300 ms");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void whatIsNoModbusIsSaid() {
    adopt("a input 0 int16");
    device.mood = Mood.MAD;
    assertThatThrownBy(host::sample).hasMessageContaining("does not speak Modbus");
    device.mood = Mood.GONE;
    clock.turn(Duration.ofSeconds(1));
    assertThatThrownBy(host::sample).hasMessageContaining("closed the connection");
  }

  @Test
  void aDeviceThatComesBackIsFoundAgain() throws Exception {
    adopt("a input 0 int16");
    host.sample();
    int port = device.port();
    device.mood = Mood.GONE;
    assertThatThrownBy(host::sample).isInstanceOf(PluginFailed.class);
    device.leave();
    clock.turn(Duration.ofSeconds(1));
    assertThatThrownBy(host::sample).hasMessageContaining("no connection to 127.0.0.1:" + port);
    device = new FakeDevice(port);
    clock.turn(Duration.ofSeconds(2));
    assertThat(host.clear().sample().readings()).hasSize(2);
  }

  @Test
  void whatMayBeWrittenIsWrittenWithinItsBounds() {
    adopt(
        "set holding 7 int16 scale=0.1 unit=Cel min=20 max=75; far holding 20 float32 order=cdab min=-1 max=1; pump coil 2; t input 0 int16");
    host.call(ModbusPlugin.WRITE, new Write("set", 55.5));
    host.call(ModbusPlugin.WRITE, new Write("modbus:far", -0.25));
    assertThat(ByteBuffer.wrap(device.registers).getShort(14)).isEqualTo((short) 555);
    host.call(ModbusPlugin.SWITCH, new Switch("pump", true));
    assertThat(device.bits[2]).isTrue();
    host.sample();
    assertThat(host.latest(Metric.number("modbus:set", "Cel"))).isEqualTo(55.5);
    assertThat(host.latest(Metric.number("modbus:far", ""))).isEqualTo(-0.25);
    assertThat(host.send("WriteRegister", Map.of("register", "set", "value", 76)).message())
        .isEqualTo("value must be 20.0 to 75.0, was 76.0");
    assertThat(host.send("WriteRegister", Map.of("register", "t", "value", 1)).message())
        .isEqualTo("t may not be written; these may: [modbus:set, modbus:far]");
    assertThat(host.send("SwitchCoil", Map.of("coil", "set", "on", true)).status())
        .isEqualTo("refused");
  }

  @Test
  void aNumberThatIsNoneIsBad() {
    ByteBuffer.wrap(device.registers).putFloat(Float.NaN);
    adopt("f input 0 float32");
    assertThat(host.sample().readings().get(0).quality()).isEqualTo(Quality.BAD);
  }

  @Test
  void settingsThatCannotWorkAreRefusedByName() {
    refuses("", "registers must be one at least");
    refuses("a input", "registers must be of '<name> <table> <address> …' each");
    refuses("a inputs 0 int16", "table must be one of coil, discrete, holding, input");
    refuses("a input 0", "registers must be with a type for a");
    refuses("a input 0 int8", "type must be one of int16");
    refuses("a input 65535 int32", "address of a must be 0 to 65534");
    refuses("a input x int16", "address of a must be text that matches");
    refuses("a input 0 int16 size=3", "option of a must be one of order");
    refuses("a input 0 int16 scale=0", "scale of modbus:a must be other than 0");
    refuses("a input 0 int16 min=0 max=1", "min and max of modbus:a must be for a holding");
    refuses("a holding 0 int16 min=0", "min and max of modbus:a must be both");
    refuses("a holding 0 uint16 min=-1 max=1", "min of modbus:a must be 0.0 to 65535.0");
    refuses("a input 0 int16; a input 1 int16", "registers must be of different names");
    refuses("a coil 0 counter", "counter must be a number");
  }

  @Test
  void survivesRestartReconfigurationAndHotSwap() {
    PluginTck.of(ModbusPlugin.class)
        .with("port", device.port())
        .with("registers", "a input 0 int16")
        .changing("gap", 0)
        .verify();
  }

  private void refuses(String registers, String message) {
    assertThatThrownBy(() -> adopt(registers))
        .isInstanceOf(InvalidArgument.class)
        .hasMessageStartingWith(message);
  }

  private void adopt(String registers) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("port", device.port());
    settings.put("timeout.ms", 300);
    settings.put("registers", registers);
    host = PluginHarness.of(new ModbusPlugin(Defaults.of(Config.class, settings), clock));
  }

  private static final class TurnedClock extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    void turn(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
