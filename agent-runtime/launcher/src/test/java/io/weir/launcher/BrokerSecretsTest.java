package io.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerSecretsTest {
  @TempDir Path folder;
  private Path conf;

  @BeforeEach
  void writeConfiguration() throws IOException {
    conf =
        Files.writeString(
            folder.resolve("broker.conf"),
            "# $WEIR_OLD_PASSWORD is gone\nport: $WEIR_BROKER_PORT\n"
                + "a: $WEIR_AGENT_PASSWORD, b: $WEIR_ENGINE_ROOM_PASSWORD\n");
  }

  @Test
  void everyUserOfTheConfigurationGetsAPasswordThatStays() throws IOException {
    Map<String, String> first = new BrokerSecrets(folder).of(conf);

    assertThat(first).containsOnlyKeys("WEIR_AGENT_PASSWORD", "WEIR_ENGINE_ROOM_PASSWORD");
    assertThat(first.get("WEIR_AGENT_PASSWORD")).matches("p[0-9a-f]{48}");
    assertThat(first.values()).doesNotHaveDuplicates();
    assertThat(new BrokerSecrets(folder).of(conf)).isEqualTo(first);
  }

  @Test
  void eachProgramFindsItsPasswordInAFileOfTheOwnersOnly() throws IOException {
    Map<String, String> secrets = new BrokerSecrets(folder).of(conf);

    Path file = folder.resolve("secrets/engine_room.password");
    assertThat(Files.readString(file).strip()).isEqualTo(secrets.get("WEIR_ENGINE_ROOM_PASSWORD"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void theEnvironmentIsKeptForSystemd() throws IOException {
    BrokerSecrets secrets = new BrokerSecrets(folder);
    secrets.of(conf);
    secrets.keep(Map.of("B", "2", "A", "1"));

    assertThat(folder.resolve("secrets/broker.env")).hasContent("A=1\nB=2\n");
  }
}
