package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.weir.system.harness.Await;
import io.weir.system.harness.Gateway;
import io.weir.system.harness.House;
import io.weir.system.harness.Machine;
import io.weir.system.harness.Packages;
import io.weir.system.harness.Proc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Plugins on their way to a gateway, through each door, and cut short on the way. */
class DeployIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void aPackageComesThroughEachDoor() throws Exception {
    try (House house = House.build("doors")) {
      Path drop = Files.createDirectories(house.folder.resolve("drop"));
      house.gateway.environment().put("WEIR_PLUGINS", drop.toString());
      Packages packages = new Packages(house.gateway);
      List<Path> jars = packages.signed("1.0.0", "2.0.0", "3.0.0", "4.0.0");
      Files.copy(jars.get(0), drop.resolve("thermometer.jar"));
      house.gateway.start();
      awaitVersion(house.gateway, "1.0.0");

      String told = packages.cli("deploy", jars.get(1).toString());
      assertThat(told).contains("version 2.0.0 is kept").containsPattern("75 %.*watched");

      house.awaitOnline();
      byte[] third = Files.readAllBytes(jars.get(2));
      inChunks(house, third);
      assertThat(command(house, "Install", Map.of("sha256", sha256(third))))
          .isEqualTo("ok version 3.0.0 is kept");

      byte[] fourth = Files.readAllBytes(jars.get(3));
      assertThat(fromAddress(house, fourth)).isEqualTo("ok version 4.0.0 is kept");

      byte[] unsigned = Files.readAllBytes(packages.unsigned("5.0.0"));
      assertThat(fromAddress(house, unsigned)).startsWith("refused ").contains("is not signed");
      assertThat(fromAddress(house, third)).contains("3.0.0 is older than 4.0.0");
      assertThat(record(house.gateway).path("currentVersion").asText()).isEqualTo("4.0.0");

      Await.until(
          "the cloud was told of the whole way",
          PATIENCE,
          () -> told(house),
          steps ->
              steps.contains("RECEIVING 60")
                  && steps.contains("WATCHED 75")
                  && steps.contains("SETTLED 100"));
      Await.until(
          "the cloud knows what is deployed",
          PATIENCE,
          () -> deployed(house),
          version -> version.equals("4.0.0"));

      // the jar of the first version is still in the drop folder: it must not come back
      house.gateway.agent().stop(Duration.ofSeconds(20));
      house.gateway.start();
      awaitService(packages, "4.0.0");
      assertThat(packages.cli("deploy", "--remove", Packages.PLUGIN)).contains("removed");
      assertThat(recordFile(house.gateway)).doesNotExist();
    }
  }

  /** strace kills the agent as it is about to write down a step: it ends in the one before. */
  @Test
  void aKillAtAnyStepEndsInTheOldOrTheNewVersion() throws Exception {
    Path strace = Machine.tool("strace");
    int[] steps = Boolean.getBoolean("weir.soak") ? new int[] {1, 2, 3, 4, 5} : new int[] {4, 5};
    Path folder = Machine.folder("deploy-kill");
    Path identity = Files.createDirectories(folder.resolve("identity"));
    try (Gateway gateway = new Gateway(folder, "SYS-DEPLOY-KILL", identity, 1)) {
      gateway.configure("io.weir.bridge", Map.of("cloud.url", ""));
      Path drop = Files.createDirectories(folder.resolve("drop"));
      gateway.environment().put("WEIR_PLUGINS", drop.toString());
      Packages packages = new Packages(gateway);
      List<Path> jars = packages.signed("1.0.0", "1.0.1", "1.0.2", "1.0.3", "1.0.4", "1.0.5");
      gateway.start();
      gateway.natsUrl();
      Await.until(
          "the first version is there",
          PATIENCE,
          () -> packages.cli("deploy", jars.get(0).toString()).contains("1.0.0"));
      for (int step : steps) {
        String old = record(gateway).path("currentVersion").asText();
        killed(gateway, packages, strace, step, jars.get(step));
        gateway.start();
        String after = awaitVersion(gateway, old + "|1.0." + step);
        awaitService(packages, after);
      }
    }
  }

  private static void killed(Gateway gateway, Packages packages, Path strace, int step, Path jar) {
    List<String> kill =
        List.of(
            strace.toString(),
            "-f",
            "-p",
            Long.toString(gateway.agent().handle().pid()),
            "-P",
            // strace looks at the first path of a rename: the file that becomes the record
            recordFile(gateway) + ".tmp",
            "-e",
            "trace=rename,renameat,renameat2",
            "-e",
            "inject=rename,renameat,renameat2:signal=SIGKILL:when=" + step);
    try (Proc tracer =
        Proc.start("strace-" + step, gateway.data().resolve("trace"), Map.of(), kill)) {
      Await.until("strace has attached", PATIENCE, () -> tracer.output().contains("attached"));
      try (Proc deploying = packages.cliBehind("deploy", jar.toString())) {
        Await.until("step " + step + " killed the agent", PATIENCE, () -> !gateway.agent().alive());
        assertThat(deploying.handle().pid()).isPositive();
      }
    }
  }

  private static Path recordFile(Gateway gateway) {
    return gateway.data().resolve("deployer/records/" + Packages.PLUGIN + ".json");
  }

  private static JsonNode record(Gateway gateway) throws IOException {
    return JSON.readTree(Files.readAllBytes(recordFile(gateway)));
  }

  private static String awaitVersion(Gateway gateway, String pattern) {
    return Await.until(
            "version " + pattern + " stands",
            PATIENCE,
            () -> record(gateway),
            r ->
                r.path("phase").asText().equals("SETTLED")
                    && r.path("currentVersion").asText().matches(pattern))
        .path("currentVersion")
        .asText();
  }

  private static void awaitService(Packages packages, String version) {
    Await.until(
        version + " runs",
        PATIENCE,
        () -> {
          for (JsonNode p : JSON.readTree(packages.cli("plugins", "--json")).path("plugins")) {
            if (p.path("service").asText().equals(Packages.SERVICE)) {
              return p.path("version").asText() + " " + p.path("state").asText();
            }
          }
          return "not there";
        },
        found -> found.equals(version + " RUNNING"));
  }

  /** In three parts, as the fleet's pages send them. */
  private static void inChunks(House house, byte[] jar) throws Exception {
    int part = jar.length / 3 + 1;
    for (int offset = 0; offset < jar.length; offset += part) {
      byte[] some = Arrays.copyOfRange(jar, offset, Math.min(jar.length, offset + part));
      Map<String, Object> arguments =
          Map.of(
              "sha256",
              sha256(jar),
              "offset",
              offset,
              "size",
              jar.length,
              "data",
              Base64.getEncoder().encodeToString(some));
      assertThat(command(house, "Chunk", arguments)).startsWith("ok");
    }
  }

  private static String fromAddress(House house, byte[] jar) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, jar.length);
          exchange.getResponseBody().write(jar);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/thermometer.jar";
      return command(house, "Deploy", Map.of("url", url, "sha256", sha256(jar)));
    } finally {
      server.stop(0);
    }
  }

  private static String command(House house, String name, Map<String, Object> arguments)
      throws IOException {
    JsonNode answer =
        house.api().command(house.serial, "deployer", name, JSON.writeValueAsString(arguments));
    return answer.path("status").asText() + " " + answer.path("message").asText();
  }

  private static List<String> told(House house) throws IOException {
    double now = System.currentTimeMillis() / 1000.0;
    JsonNode told = house.api().points(house.serial, "weir:deploy", now - 600, now + 60, 1000);
    var steps = new java.util.ArrayList<String>();
    for (JsonNode one : told.path("v")) {
      JsonNode progress = JSON.readTree(one.asText());
      steps.add(progress.path("phase").asText() + " " + progress.path("percent").asInt());
    }
    return steps;
  }

  private static String deployed(House house) {
    for (JsonNode service : house.api().device(house.serial).path("services")) {
      if (service.path("name").asText().equals("deployer")) {
        return service.path("plugins").path(0).path("currentVersion").asText();
      }
    }
    return "";
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
