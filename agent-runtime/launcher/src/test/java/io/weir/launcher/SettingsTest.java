package io.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @TempDir Path home;

  @Test
  void withoutASerialTheRefusalSaysHowToSetOne() {
    assertThatThrownBy(() -> Settings.read(home, Map.of()))
        .isInstanceOf(RefusedStart.class)
        .hasMessageContaining("DEVICE_SERIAL_NUMBER=<serial>")
        .hasMessageContaining(home.resolve("conf/agent.env").toString())
        .extracting(refusal -> ((RefusedStart) refusal).exitCode())
        .isEqualTo(ExitCode.CONFIGURATION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "-a", ".a", "a/b", "a+b", "a#", "a:b", "ä", "a\n"})
  void aSerialThatCannotBePartOfATopicIsRefused(String serial) {
    assertThatThrownBy(() -> Settings.read(home, Map.of("DEVICE_SERIAL_NUMBER", serial)))
        .isInstanceOf(RefusedStart.class)
        .hasMessageContaining("DEVICE_SERIAL_NUMBER must be");
  }

  @Test
  void theCloudsOwnNameIsNoSerial() {
    assertThatThrownBy(() -> read("DEVICE_SERIAL_NUMBER", "fleet"))
        .hasMessage(
            "DEVICE_SERIAL_NUMBER must not be \"fleet\": that is the cloud's own name. Take another"
                + " one");
  }

  @Test
  void aSerialMayHave63CharactersAndNotMore() {
    assertThat(read("DEVICE_SERIAL_NUMBER", "a".repeat(63)).serial().text()).hasSize(63);
    assertThatThrownBy(() -> read("DEVICE_SERIAL_NUMBER", "a".repeat(64)))
        .isInstanceOf(RefusedStart.class);
  }

  @Test
  void theEnvironmentWinsOverTheFile() throws IOException {
    Files.createDirectories(home.resolve("conf"));
    Files.writeString(
        home.resolve("conf/agent.env"),
        "DEVICE_SERIAL_NUMBER=from-file\nWEIR_CLOUD_URL=ssl://here:8883\nOTHER=unseen\n");

    Settings settings = read("DEVICE_SERIAL_NUMBER", "from-environment");

    assertThat(settings.serial().text()).isEqualTo("from-environment");
    assertThat(settings.variables()).isEqualTo(Map.of("WEIR_CLOUD_URL", "ssl://here:8883"));
  }

  @Test
  void foldersAreBesideTheDistributionUnlessSet() {
    Settings settings =
        Settings.read(home, Map.of("DEVICE_SERIAL_NUMBER", "a", "WEIR_DATA", "/var/lib/weir"));

    assertThat(settings.conf()).isEqualTo(home.resolve("conf"));
    assertThat(settings.plugins()).isEqualTo(home.resolve("plugins"));
    assertThat(settings.data()).isEqualTo(Path.of("/var/lib/weir"));
  }

  @Test
  void aWrongChoiceIsRefusedWithTheChoices() {
    assertThatThrownBy(
            () -> Settings.read(home, Map.of("DEVICE_SERIAL_NUMBER", "a", "WEIR_LOG", "xml")))
        .hasMessage("WEIR_LOG must be one of [text, json], was \"xml\"");
    assertThatThrownBy(
            () ->
                Settings.read(
                    home, Map.of("DEVICE_SERIAL_NUMBER", "a", "WEIR_BROKER_PORT", "70000")))
        .hasMessage("WEIR_BROKER_PORT must be 0 to 65535, was \"70000\"");
  }

  private Settings read(String name, String value) {
    return Settings.read(home, Map.of(name, value));
  }
}
