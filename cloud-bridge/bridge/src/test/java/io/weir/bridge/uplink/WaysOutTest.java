package io.weir.bridge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaysOutTest {
  private static final String HEAD =
      "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
  private static final String ROUTE =
      "eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\t0\t0\n";
  private static final String V6 = "0".repeat(32) + " 00 " + "0".repeat(32) + " 00 fe80%028d";

  @TempDir Path folder;
  private Path routes;
  private Path state;

  @BeforeEach
  void aMachine() throws IOException {
    routes = Files.createDirectories(folder.resolve("proc")).resolve("route");
    Files.writeString(routes, HEAD);
    state = Files.createDirectories(folder.resolve("sys/eth0")).resolve("operstate");
    Files.writeString(state, "down\n");
  }

  private WaysOut ways() {
    return new WaysOut(folder.resolve("sys"), folder.resolve("proc"));
  }

  @Test
  void noticesAPlugThatIsPutBackOnce() throws IOException {
    WaysOut ways = ways();
    assertThat(ways.more()).isFalse();
    Files.writeString(state, "up\n");
    assertThat(ways.more()).isTrue();
    assertThat(ways.more()).isFalse();
  }

  @Test
  void aPlugThatIsPulledIsNoWay() throws IOException {
    Files.writeString(state, "up\n");
    WaysOut ways = ways();
    Files.writeString(state, "down\n");
    assertThat(ways.more()).isFalse();
  }

  @Test
  void noticesARoute() throws IOException {
    WaysOut ways = ways();
    Files.writeString(routes, HEAD + ROUTE);
    assertThat(ways.more()).isTrue();
  }

  @Test
  void aRouteThatIsUsedIsNoNewOne() throws IOException {
    Path six = routes.resolveSibling("ipv6_route");
    String line = V6.formatted(1) + " 00000400 00000001 %08x 00000003 eth0\n";
    Files.writeString(six, line.formatted(1));
    WaysOut ways = ways();
    Files.writeString(six, line.formatted(2));
    assertThat(ways.more()).isFalse();
    Files.writeString(six, line.formatted(2) + V6.formatted(2) + " 0 0 0 0 wwan0\n");
    assertThat(ways.more()).isTrue();
  }

  @Test
  void aMachineWithoutTheseFilesHasNothingNew() {
    WaysOut ways = new WaysOut(folder.resolve("none"), folder.resolve("none"));
    assertThat(ways.more()).isFalse();
  }

  @Test
  void readsThisMachine() {
    assertThat(new WaysOut().more()).isFalse();
  }
}
