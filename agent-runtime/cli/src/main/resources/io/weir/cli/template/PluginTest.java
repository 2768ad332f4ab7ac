package @PACKAGE@;

import static org.assertj.core.api.Assertions.assertThat;

import @PACKAGE@.@CLASS@Plugin.Ceiling;
import @PACKAGE@.@CLASS@Plugin.Config;
import io.weir.plugin.testkit.Defaults;
import io.weir.plugin.testkit.PluginHarness;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class @CLASS@PluginTest {

  private final PluginHarness host = PluginHarness.of(new @CLASS@Plugin(Defaults.of(Config.class)));

  @Test
  void theLevelStaysBelowTheCeiling() {
    host.call(@CLASS@Plugin.CEILING, new Ceiling(5));
    host.advance(Duration.ofSeconds(20));
    assertThat(host.values(@CLASS@Plugin.LEVEL)).hasSizeGreaterThan(10).allMatch(v -> v <= 5);
  }

  @Test
  void aCeilingBeyondTheRangeIsInvalid() {
    assertThat(host.send("SetCeiling", Map.of("percent", 500)).message()).contains("percent must be 1.0 to 100.0");
  }
}
