package io.weir.samples.commandline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.plugin.InvalidArgument;
import io.weir.plugin.Metric;
import io.weir.plugin.testkit.Defaults;
import io.weir.plugin.testkit.PluginHarness;
import io.weir.plugin.testkit.PluginTck;
import io.weir.samples.commandline.CommandLinePlugin.Config;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommandLinePluginTest {

  @Test
  void eachLineIsAReadingOfItsKind() {
    PluginHarness host =
        run(
            Map.of("name", "ups"),
            "sh",
            "-c",
            "printf 'battery.charge: 97 %%\\nmodel = \\042Back UPS\\042\\nonline=true\\n"
                + "no reading here at all\\nload:-1.5e1\\nstate: OL\\n'; exit 3");
    assertThat(host.latest(Metric.number("ups:battery.charge", "%"))).isEqualTo(97);
    assertThat(host.latest(Metric.text("ups:model"))).isEqualTo("Back UPS");
    assertThat(host.latest(Metric.bool("ups:online"))).isTrue();
    assertThat(host.latest(Metric.number("ups:load", ""))).isEqualTo(-15);
    assertThat(host.latest(Metric.text("ups:state"))).isEqualTo("OL");
    assertThat(host.latest(Metric.integer("ups:exit", ""))).isEqualTo(3);
    assertThat(host.latest(Metric.number("ups:duration", "s"))).isNotNegative();
    assertThat(host.readings()).hasSize(7);
  }

  @Test
  void wordsEndAtSpacesExceptInQuotes() {
    assertThat(Words.of(" a  \"b c\" d=\"e f\" \"\" ")).containsExactly("a", "b c", "d=e f", "");
    assertThatThrownBy(() -> Words.of("a \"b")).isInstanceOf(InvalidArgument.class);
  }

  @Test
  void aPatternOfYourOwnNeedsAValueOnly() {
    PluginHarness host = run(Map.of("pattern", "(?<value>\\d+) .*"), "echo", "42 bottles");
    assertThat(host.latest(Metric.number("command", ""))).isEqualTo(42);
  }

  @Test
  void noShellStandsBetween() {
    PluginHarness host = run(Map.of(), "printf", "a=$(id);reboot");
    assertThat(host.latest(Metric.text("command:a"))).isEqualTo("$(id);reboot");
  }

  @Test
  void aProgramThatDoesNotEndIsKilledWithItsChildren() {
    long start = System.nanoTime();
    assertThatThrownBy(
            () -> run(Map.of("timeout_ms", 200), "sh", "-c", "sleep 77.125 & sleep 77.125"))
        .hasRootCauseInstanceOf(IOException.class)
        .hasRootCauseMessage("sh did not end within 200 ms");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(ProcessHandle.current().descendants().map(ProcessHandle::info))
        .noneMatch(info -> info.commandLine().orElse("").contains("77.125"));
  }

  @Test
  void aChildThatStaysBehindDoesNotHoldTheReadingUp() {
    PluginHarness host = run(Map.of(), "sh", "-c", "sleep 5 & echo x=1");
    assertThat(host.latest(Metric.number("command:x", ""))).isEqualTo(1);
  }

  @Test
  void hostileLinesAreLeftOutAndTheirNeighboursAreNot() {
    PluginHarness host =
        run(
            Map.of(),
            "sh",
            "-c",
            "echo before=1; printf 'n%0400d=1\\n' 0; printf 'big=%0500d\\n' 0 | tr 0 9;"
                + " printf '\\377\\376\\000=\\001\\n'; echo '=='; echo after=2");
    assertThat(host.latest(Metric.number("command:before", ""))).isEqualTo(1);
    assertThat(host.latest(Metric.number("command:after", ""))).isEqualTo(2);
    assertThat(host.readings()).hasSize(4); // and exit and duration
  }

  @Test
  void aFloodIsCut() throws IOException, InterruptedException {
    Program flood =
        new Program(List.of("sh", "-c", "yes | head -c 1000000"), Duration.ofSeconds(30));
    assertThat(flood.run().text()).hasSize(Program.MAX_BYTES);
  }

  @Test
  void settingsThatCannotWorkAreRefused() {
    assertThatThrownBy(() -> run(Map.of())).isInstanceOf(InvalidArgument.class);
    assertThatThrownBy(() -> run(Map.of("pattern", "("), "true"))
        .isInstanceOf(PatternSyntaxException.class);
    assertThatThrownBy(() -> run(Map.of(), "/no/such/program"))
        .hasRootCauseInstanceOf(IOException.class)
        .hasMessageContaining("/no/such/program");
  }

  @Test
  void survivesRestartReconfigurationAndHotSwap() {
    PluginTck.of(CommandLinePlugin.class)
        .with("command", "echo x=1")
        .changing("name", "other")
        .verify();
  }

  private static PluginHarness run(Map<String, Object> settings, String... command) {
    Map<String, Object> all = new HashMap<>(settings);
    String quoted = Stream.of(command).map(w -> '"' + w + '"').collect(Collectors.joining(" "));
    all.put("command", quoted);
    return PluginHarness.of(new CommandLinePlugin(Defaults.of(Config.class, all))).sample();
  }
}
