package io.weir.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class AgentProcessTest {
  private static final Map<String, String> SERIAL =
      Map.of("DEVICE_SERIAL_NUMBER", "test-1", "WEIR_WORD", "word");
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path home;

  @BeforeEach
  void layOut() throws IOException {
    assumeTrue(
        Program.find("nats-server", System.getenv("PATH")).isPresent(),
        "nats-server is not installed");
    AgentProcess.layOut(home);
  }

  @Test
  void startsTellsBundlesWhoItIsAndStopsInThreeSeconds() throws Exception {
    try (AgentProcess agent = AgentProcess.start(home, SERIAL)) {
      awaitLog(agent, "agent started");
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(home.resolve("data/probe"))
                      .hasContent("test-1 " + agent.brokerUrl() + "/word"));
      await().atMost(LIMIT).until(() -> listens(agent));
      long broker = agent.brokerPid();

      long begun = System.nanoTime();
      agent.process.destroy();
      assertThat(agent.process.waitFor(3, TimeUnit.SECONDS)).as(agent.log()).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));

      assertThat(agent.process.exitValue()).as("128 + SIGTERM").isEqualTo(143);
      assertThat(runs(broker)).as("the broker runs").isFalse();
      assertThat(agent.log())
          .contains("probe started key=\"value\"")
          .contains("WARN  from java.util.logging")
          .contains("probe stopped")
          .contains("agent stopped")
          .doesNotContain("ERROR");
    }
  }

  /**
   * Who resolves a bundle while another one is about to start would keep that one from starting.
   */
  @Test
  void everyBundleIsResolvedBeforeTheFirstOneStarts() throws Exception {
    try (AgentProcess agent = AgentProcess.start(home, SERIAL)) {
      awaitLog(agent, "agent started");
      assertThat(agent.log()).contains("not resolved: []").doesNotContain("do not run");
    }
  }

  @Test
  void aBundleThatCannotRunIsNamedAndCostsItself() throws Exception {
    ProbeJar.writeBroken(home.resolve("bundle/weir-broken.jar"));
    try (AgentProcess agent = AgentProcess.start(home, SERIAL)) {
      awaitLog(agent, "agent started");
      assertThat(agent.log()).contains("these bundles do not run bundles=\"[weir-broken]\"");
      assertThat(agent.log()).contains("probe started");
    }
  }

  @Test
  void jsonLinesAreWrittenWhenAskedFor() throws Exception {
    Map<String, String> json = Map.of("DEVICE_SERIAL_NUMBER", "test-1", "WEIR_LOG", "json");
    try (AgentProcess agent = AgentProcess.start(home, json)) {
      awaitLog(agent, "agent started");
      assertThat(agent.log().lines())
          .allMatch(line -> line.startsWith("{\"timestamp\":") && line.endsWith("}"));
    }
  }

  @Test
  void aKilledAgentsBrokerIsEndedByTheNextOneWhichKeepsItsPort() throws Exception {
    try (AgentProcess killed = AgentProcess.start(home, SERIAL)) {
      awaitLog(killed, "agent started");
      await().atMost(LIMIT).until(() -> listens(killed));
      long orphan = killed.brokerPid();
      String url = killed.brokerUrl();
      killed.process.destroyForcibly().waitFor();
      assertThat(runs(orphan)).as("the orphan runs").isTrue();

      try (AgentProcess next = AgentProcess.start(home, SERIAL)) {
        await()
            .atMost(LIMIT)
            .failFast(() -> assertThat(next.process.isAlive()).as(next.log()).isTrue())
            .until(() -> next.brokerPid() != orphan && listens(next));
        assertThat(runs(orphan)).as("the orphan runs").isFalse();
        assertThat(next.brokerUrl()).isEqualTo(url);
      }
    }
  }

  @Test
  void aBrokerThatDiesIsStartedAgainOnItsPort() throws Exception {
    try (AgentProcess agent = AgentProcess.start(home, SERIAL)) {
      awaitLog(agent, "agent started");
      await().atMost(LIMIT).until(() -> listens(agent));
      long first = agent.brokerPid();

      ProcessHandle.of(first).orElseThrow().destroyForcibly();

      await().atMost(LIMIT).until(() -> agent.brokerPid() != first && listens(agent));
      assertThat(agent.log()).contains("the broker ended").contains("exit=\"137\"");
    }
  }

  @Test
  void aBundleRestartsAHungBrokerAndAChangedCfgReachesIt() throws Exception {
    try (AgentProcess agent = AgentProcess.start(home, SERIAL)) {
      awaitLog(agent, "agent started");
      long first = agent.brokerPid();

      Files.writeString(home.resolve("conf/probe.cfg"), "action = restart-broker\n");

      await().atMost(LIMIT).until(() -> agent.brokerPid() != first && listens(agent));
    }
  }

  @Test
  void aSecondAgentOnTheSameDataIsRefused() throws Exception {
    try (AgentProcess first = AgentProcess.start(home, SERIAL)) {
      awaitLog(first, "agent started");
      try (AgentProcess second = AgentProcess.start(home, SERIAL)) {
        assertThat(second.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(second.process.exitValue()).isEqualTo(ExitCode.DATA_FOLDER.code());
        assertThat(second.log()).contains("process " + first.process.pid());
        assertThat(first.process.isAlive()).isTrue();
      }
    }
  }

  @Test
  void withoutASerialItEndsAtOnceAndSaysWhatToDo() throws Exception {
    try (AgentProcess agent = AgentProcess.start(home, Map.of())) {
      assertThat(agent.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(agent.process.exitValue()).isEqualTo(ExitCode.CONFIGURATION.code());
      assertThat(agent.log()).contains("DEVICE_SERIAL_NUMBER=<serial>").hasLineCount(1);
      assertThat(home.resolve("data")).doesNotExist();
    }
  }

  @Test
  void aMissingBrokerProgramIsToldWithTheCure() throws Exception {
    Map<String, String> none =
        Map.of("DEVICE_SERIAL_NUMBER", "test-1", "WEIR_BROKER_COMMAND", "no-such-server");
    try (AgentProcess agent = AgentProcess.start(home, none)) {
      assertThat(agent.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(agent.process.exitValue()).isEqualTo(ExitCode.NO_BROKER.code());
      assertThat(agent.log()).contains("no program no-such-server").contains("nats-server");
    }
  }

  @Test
  void whatTheAgentKeepsIsReadableByItsOwnerOnly() throws Exception {
    try (AgentProcess agent = AgentProcess.start(home, SERIAL)) {
      awaitLog(agent, "agent started");
      for (String secret : new String[] {"secrets/agent.password", "secrets/broker.env"}) {
        Path file = home.resolve("data").resolve(secret);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
      }
      String password = Files.readString(home.resolve("data/secrets/agent.password")).strip();
      assertThat(agent.log()).doesNotContain(password);
    }
  }

  private static void awaitLog(AgentProcess agent, String text) {
    await()
        .atMost(LIMIT)
        .failFast("the agent ended", () -> !agent.process.isAlive())
        .untilAsserted(() -> assertThat(agent.log()).contains(text));
  }

  /** A process that is dead and not yet collected by its parent has no command line. */
  private static boolean runs(long pid) {
    try {
      return Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline")).length > 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean listens(AgentProcess agent) throws IOException {
    URI url = URI.create(agent.brokerUrl());
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      return socket.getInputStream().read() == 'I'; // INFO {...
    } catch (IOException e) {
      return false;
    }
  }
}
