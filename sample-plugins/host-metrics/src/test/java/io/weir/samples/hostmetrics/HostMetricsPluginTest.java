package io.weir.samples.hostmetrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.plugin.MetricType;
import io.weir.plugin.Reading;
import io.weir.plugin.testkit.Defaults;
import io.weir.plugin.testkit.PluginHarness;
import io.weir.plugin.testkit.PluginTck;
import io.weir.samples.hostmetrics.HostMetricsPlugin.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class HostMetricsPluginTest {

  @TempDir Path root;

  @BeforeEach
  void aSmallMachine() throws IOException {
    file("proc/stat", "cpu  100 0 50 850 0 0 0 0 0 0\ncpu0 100 0 50 850 0 0 0 0 0 0\nintr 5 0\n");
    file("proc/loadavg", "0.52 0.58 0.59 1/467 12345\n");
    file("proc/uptime", "350735.47 234388.90\n");
    file(
        "proc/meminfo",
        "MemTotal:        1000 kB\nMemFree: 100 kB\nMemAvailable: 250 kB\n"
            + "SwapTotal: 20 kB\nSwapFree: 10 kB\nHugePages_Total: 0\n");
    file(
        "proc/diskstats",
        "   8       0 sda 10 0 20 5 30 0 40 7 0 99 12 0 0 0 0\n"
            + "   8       1 sda1 10 0 20 5 30 0 40 7 0 99 12 0 0 0 0\n"
            + "   7       0 loop0 1 0 2 0 0 0 0 0 0 0 0\n");
    file("sys/block/sda/size", "1\n");
    file("sys/block/loop0/size", "1\n");
    file(
        "proc/net/dev",
        "Inter-|   Receive                          |  Transmit\n"
            + " face |bytes packets errs drop fifo frame compressed multicast|bytes ...\n"
            + "    lo:  500 5 0 0 0 0 0 0 500 5 0 0 0 0 0 0\n"
            + "eth0.7@if2: 1000 10 1 2 0 0 0 0 2000 20 3 4 0 0 0 0\n");
    file(
        "proc/mounts",
        "/dev/sda1 / ext4 rw 0 0\nproc /proc proc rw 0 0\n/dev/sda1 /again ext4 rw 0 0\n"
            + "/dev/sda2 /my\\040data ext4 rw 0 0\n/dev/sdb1 /absent ext4 rw 0 0\n");
    Files.createDirectories(root.resolve("my data"));
    Files.createDirectories(root.resolve("again"));
    file("sys/class/hwmon/hwmon0/name", "coretemp\n");
    file("sys/class/hwmon/hwmon0/temp1_input", "45500\n");
    file("sys/class/hwmon/hwmon0/temp1_label", "Core 0\n");
    file("sys/class/hwmon/hwmon0/temp2_input", "46000\n");
    file("sys/class/hwmon/hwmon0/temp3_input", "");
    file("sys/class/thermal/thermal_zone0/type", "x86_pkg_temp\n");
    file("sys/class/thermal/thermal_zone0/temp", "47000\n");
  }

  @Test
  void everyPartOfTheMachineIsReported() {
    Map<String, Object> values = values(host().sample());
    assertThat(values)
        .containsEntry("cpu:total", 15.0)
        .containsEntry("cpu:0", 15.0)
        .containsEntry("load:1", 0.52)
        .containsEntry("load:5", 0.58)
        .containsEntry("load:15", 0.59)
        .containsEntry("system:uptime", 350_735.47)
        .containsEntry("memory:used", 75.0)
        .containsEntry("memory:total", 1_024_000L)
        .containsEntry("memory:available", 256_000L)
        .containsEntry("swap:total", 20_480L)
        .containsEntry("swap:free", 10_240L)
        .containsEntry("disk:sda:reads", 10L)
        .containsEntry("disk:sda:read", 20L * 512)
        .containsEntry("disk:sda:writes", 30L)
        .containsEntry("disk:sda:written", 40L * 512)
        .containsEntry("disk:sda:busy", 99L)
        .containsEntry("net:eth0.7_if2:rx", 1_000L)
        .containsEntry("net:eth0.7_if2:rx:packets", 10L)
        .containsEntry("net:eth0.7_if2:rx:errors", 1L)
        .containsEntry("net:eth0.7_if2:rx:dropped", 2L)
        .containsEntry("net:eth0.7_if2:tx", 2_000L)
        .containsEntry("net:eth0.7_if2:tx:packets", 20L)
        .containsEntry("net:eth0.7_if2:tx:errors", 3L)
        .containsEntry("net:eth0.7_if2:tx:dropped", 4L)
        .containsEntry("temp:coretemp:Core_0", 45.5)
        .containsEntry("temp:coretemp:temp2", 46.0)
        .containsEntry("temp:x86_pkg_temp", 47.0)
        .containsKeys("fs:/:used", "fs:/:free", "fs:/my_data:used", "fs:/my_data:free")
        .hasSize(31);
  }

  @Test
  void theLoadIsThatOfTheTimeSinceTheLastSample() throws IOException {
    PluginHarness host = host().sample();
    file("proc/stat", "cpu  175 0 50 865 10 0 0 0 0 0\ncpu0 175 0 50 865 10 0 0 0 0 0\n");
    assertThat(host.sample().latest(Cpu.TOTAL)).isEqualTo(75.0);
  }

  @Test
  void countersOnlyGrow() {
    assertThat(host().sample().readings())
        .filteredOn(reading -> reading.metric().name().matches("(disk|net):.*|system:uptime"))
        .hasSize(14)
        .allMatch(reading -> reading.metric().type() == MetricType.INCREMENTAL);
  }

  @Test
  void whatOnePartCannotReadDoesNotKeepTheOthers() throws IOException {
    Files.delete(root.resolve("proc/loadavg"));
    PluginHarness host = host();
    assertThatThrownBy(host::sample).hasMessageContaining("loadavg");
    assertThatThrownBy(() -> host.advance(Duration.ZERO)).hasMessageContaining("loadavg");
    assertThat(values(host.advance(Duration.ZERO))).containsKeys("cpu:total", "memory:used");
  }

  @Test
  void aMachineWithoutSensorsHasNoTemperatures() throws IOException {
    try (var files = Files.walk(root.resolve("sys/class"))) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
    assertThat(values(host().sample())).hasSize(28);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thisVeryMachineCanBeRead() {
    PluginHarness host = PluginHarness.of(new HostMetricsPlugin(Defaults.of(Config.class)));
    assertThat(host.sample().latest(Cpu.TOTAL)).isBetween(0.0, 100.0);
    assertThat(host.latest(Memory.TOTAL)).isPositive();
  }

  @Test
  void survivesRestartReconfigurationAndHotSwap() {
    PluginTck.of(HostMetricsPlugin.class)
        .with("root", root.toString())
        .changing("poll_time_ms", 100)
        .verify();
  }

  private PluginHarness host() {
    return PluginHarness.of(
        new HostMetricsPlugin(Defaults.with(Config.class, "root", root.toString())));
  }

  private static Map<String, Object> values(PluginHarness host) {
    Map<String, Object> values = new TreeMap<>();
    for (Reading<?> reading : host.readings()) {
      values.put(reading.metric().name(), reading.value());
    }
    return values;
  }

  private void file(String path, String text) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.writeString(root.resolve(path), text);
  }
}
