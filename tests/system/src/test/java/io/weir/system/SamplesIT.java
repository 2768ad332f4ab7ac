package io.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.system.harness.Await;
import io.weir.system.harness.House;
import io.weir.system.harness.Machine;
import io.weir.system.harness.Proc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Each sample as the distribution has it, deployed on one gateway, with a peer that is not ours:
 * what the peer says is in the fleet, and what the cloud commands is done.
 */
class SamplesIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Path SAMPLES = Machine.distribution().resolve("samples");
  private static final Path FOREIGN =
      Path.of(System.getProperty("weir.root"), "tests/system/foreign");

  private static final Path LOOPBACK_OCTETS = Path.of("/sys/class/net/lo/statistics/rx_bytes");

  private static House house;

  @BeforeAll
  static void open() throws IOException {
    house = House.build("samples");
    Path drop = Files.createDirectories(house.folder.resolve("gateway/plugins"));
    house.gateway.environment().put("WEIR_PLUGINS", drop.toString());
    house.gateway.start();
    house.awaitOnline();
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @Test
  void modbusReadsADeviceThatIsNotOursAndWritesToIt() throws IOException {
    Machine.npm(FOREIGN, "jsmodbus");
    int port = Machine.freePort();
    Proc device = modbusDevice(port);
    try {
      configure(
          "io.weir.samples.modbus.ModbusPlugin-boiler",
          Map.of("port", Integer.toString(port), "poll.time.ms", "200", "backoff.max.ms", "1000"));
      deploy("weir-modbus");
      assertThat(arrives("boiler:flow.temperature", 21.5).path("unit").asText()).isEqualTo("Cel");
      arrives("boiler:burner.hours", 4_000_000_000.0);
      arrives("boiler:pressure", 1.5);
      arrives("boiler:setpoint", 55);
      JsonNode done =
          command("boiler", "WriteRegister", "{\"register\":\"setpoint\",\"value\":60.5}");
      assertThat(done.path("status").asText()).as(done.toString()).isEqualTo("ok");
      arrives("boiler:setpoint", 60.5);
      assertThat(
              command("boiler", "WriteRegister", "{\"register\":\"setpoint\",\"value\":90}")
                  .path("message")
                  .asText())
          .isEqualTo("value must be 20.0 to 75.0, was 90.0");
      device.kill9();
      stateBecomes("boiler:state", "no connection");
      device.close();
      device = modbusDevice(port);
      stateBecomes("boiler:state", "ok");
    } finally {
      device.close();
    }
  }

  @Test
  void mqttSensorsTakeWhatAStrangerPublishes() throws IOException {
    Path pub = Machine.tool("mosquitto_pub");
    int port = Machine.freePort();
    Path folder = Files.createDirectories(house.folder.resolve("mosquitto"));
    Path passwords = folder.resolve("passwords");
    Proc.run(
        "mosquitto_passwd",
        folder,
        Map.of(),
        List.of(
            Machine.tool("mosquitto_passwd").toString(),
            "-b",
            "-c",
            passwords.toString(),
            "gateway",
            "s3cret"));
    Files.writeString(folder.resolve("password"), "s3cret\n");
    certificate(folder);
    Files.writeString(
        folder.resolve("mosquitto.conf"),
        "listener %d 127.0.0.1\nallow_anonymous false\npassword_file %s\ncertfile %s\nkeyfile %s\n%s"
            .formatted(
                port,
                passwords,
                folder.resolve("broker.pem"),
                folder.resolve("broker.key"),
                Machine.isRoot() ? "user root\n" : ""));
    try (Proc broker =
        Proc.start(
            "mosquitto",
            folder,
            Map.of(),
            List.of(
                Machine.tool("mosquitto").toString(),
                "-c",
                folder.resolve("mosquitto.conf").toString()))) {
      String[] client = {
        pub.toString(),
        "-h",
        "127.0.0.1",
        "-p",
        "" + port,
        "-u",
        "gateway",
        "-P",
        "s3cret",
        "-q",
        "1",
        "--cafile",
        folder.resolve("broker.pem").toString()
      };
      Await.until("mosquitto answers", LIMIT, () -> broker.alive() && Machine.listens(port));
      publish(client, "sensors/cellar/climate", "{\"temperature\":8.5}", "-r");
      configure(
          "io.weir.samples.mqtt.MqttSensorsPlugin-house",
          Map.of(
              "url",
              "ssl://127.0.0.1:" + port,
              "user",
              "gateway",
              "password.file",
              folder.resolve("password").toString(),
              "report.ms",
              "500"));
      deploy("weir-mqtt-sensors");
      // a broker that nobody vouches for is not spoken to
      stateBecomes("house:state", "no connection to ssl:");
      house.gateway.configure(
          "io.weir.samples.mqtt.MqttSensorsPlugin-house",
          Map.of("tls.ca", folder.resolve("broker.pem").toString()));
      stateBecomes("house:state", "ok");
      arrives("house:cellar:temperature", 8.5);
      publish(client, "sensors/kitchen/climate", "{\"temperature\":21.5,\"humidity\":\"48\"}");
      publish(client, "sensors/kitchen/climate", "{\"temperature\":");
      publish(client, "doors/front", "ON");
      double at = System.currentTimeMillis() / 1000 - 60;
      publish(client, "meters/main/energy", "{\"total\":123456,\"at\":" + at + "}");
      assertThat(arrives("house:kitchen:temperature", 21.5).path("unit").asText()).isEqualTo("Cel");
      arrives("house:kitchen:humidity", 48);
      arrives("house:front:open", 1);
      assertThat(arrives("house:main:energy", 123_456).path("t").get(0).asDouble()).isEqualTo(at);
      arrives("house:refused", 1);
    }
  }

  @Test
  void aProgramsOutputArrivesAndSoDoVibrationsSamples() {
    configure(
        "io.weir.samples.commandline.CommandLinePlugin-uptime", Map.of("poll.time.ms", "500"));
    deploy("weir-command-line");
    deploy("weir-vibration");
    Await.until("uptime in the fleet", LIMIT, () -> values("uptime").findAny().isPresent());
    arrives("uptime:exit", 0);
    Await.until("an RMS", LIMIT, () -> values("vibration:x:rms").findAny().isPresent());
    Await.until(
        "frames of dense samples in the fleet",
        LIMIT,
        () ->
            house
                    .api()
                    .get("/api/v1/devices/" + house.serial + "/accounting")
                    .path("signals")
                    .asLong()
                > 0);
    JsonNode envelope = samples("&channel=y&budget=20");
    assertThat(envelope.path("mode").asText()).isEqualTo("buckets");
    assertThat(envelope.path("max").get(0).asDouble()).as("gravity on y").isBetween(1.0, 1.3);
    JsonNode raw =
        Await.until(
            "a second of samples themselves",
            LIMIT,
            () -> samples("&budget=20000&from=" + (System.currentTimeMillis() / 1000.0 - 5)),
            answer -> answer.path("v").size() >= 3_200);
    assertThat(raw.path("mode").asText()).isEqualTo("raw");
    assertThat(raw.path("v").get(0).asDouble()).as("x hums").isBetween(-0.2, 0.2);
    assertThat(
            command("vibration", "FaultCmd", "{\"kind\":\"unbalance\",\"severity\":0.5}")
                .path("status")
                .asText())
        .isEqualTo("ok");
    Await.until(
        "the fault is seen",
        LIMIT,
        () -> values("vibration:x:rms").anyMatch(v -> v.asDouble() > 0.2));
  }

  @Test
  void switchesAreAskedOverSnmpAndServedOnLoopback() throws Exception {
    Path folder = Files.createDirectories(house.folder.resolve("snmpd"));
    int port = Machine.freePort();
    Files.writeString(
        folder.resolve("snmpd.conf"),
        "agentaddress udp:127.0.0.1:" + port + "\nrocommunity s3cret 127.0.0.1\n");
    Files.writeString(folder.resolve("community"), "s3cret\n");
    int counters = Machine.freePort();
    int telemetry = Machine.freePort();
    try (Proc snmpd =
        Proc.start(
            "snmpd",
            folder,
            Map.of("SNMP_PERSISTENT_DIR", folder.toString()),
            List.of(
                Machine.tool("snmpd").toString(),
                "-f",
                "-Lo",
                "-C",
                "-c",
                folder.resolve("snmpd.conf").toString()))) {
      configure(
          "io.weir.samples.switches.SwitchTelemetryPlugin",
          Map.of(
              "snmp.targets", "core 127.0.0.1:" + port + " lo",
              "snmp.community.file", folder.resolve("community").toString(),
              "generator_server.port", Integer.toString(counters),
              "metric_server.port", Integer.toString(telemetry),
              "telemetry.update_interval_seconds", "0.5"));
      deploy("weir-switch-telemetry");
      stateBecomes("core:state", "ok");
      // what the kernel itself has counted on lo, on which all of these tests talk
      long before = Long.parseLong(Files.readString(LOOPBACK_OCTETS).strip());
      Await.until(
          "the octets of lo as the kernel counts them",
          LIMIT,
          () -> values("core:lo:in_octets").anyMatch(v -> v.asLong() >= before));
      assertThat(values("core:lo:in_octets").map(JsonNode::asLong).toList()).isSorted();
      Await.until(
          "a bandwidth", LIMIT, () -> values("core:bandwidth_in").anyMatch(v -> v.asDouble() > 0));
      assertThat(http(counters, "/counters"))
          .startsWith(
              "switch_id,bandwidth_in,bandwidth_out,latency_ms,packet_errors,updated_at\r\ncore,");
      assertThat(http(telemetry, "/telemetry/core/packet_errors"))
          .startsWith("{\"switch_id\":\"core\",\"metric\":\"packet_errors\",\"value\":\"");
      assertThat(snmpd.alive()).isTrue();
      snmpd.kill9();
      stateBecomes("core:state", "nothing listens at");
      assertThat(http(counters, "/counters")).isEqualTo("Failed to fetch metrics from generator");
    }
  }

  private static String http(int port, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(20))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  /** A broker's key and certificate that it has signed itself. */
  private static void certificate(Path folder) {
    Proc.run(
        "openssl",
        folder,
        Map.of(),
        List.of(
            Machine.tool("openssl").toString(),
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=house broker",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            folder.resolve("broker.key").toString(),
            "-out",
            folder.resolve("broker.pem").toString()));
  }

  private static Proc modbusDevice(int port) {
    Proc device =
        Proc.start(
            "modbus-" + System.nanoTime(),
            house.folder,
            Map.of(),
            List.of(
                Machine.tool("node").toString(),
                FOREIGN.resolve("modbus-server.mjs").toString(),
                Integer.toString(port)));
    Await.until("the Modbus device listens", LIMIT, () -> device.output().contains("ready"));
    return device;
  }

  private static void publish(String[] client, String topic, String payload, String... more) {
    List<String> line =
        Stream.of(Stream.of(client), Stream.of("-t", topic, "-m", payload), Stream.of(more))
            .flatMap(words -> words)
            .toList();
    Proc.run("mosquitto_pub", house.folder, Map.of(), line);
  }

  /** The sample's own configuration with the peer's address, as its README tells to do it. */
  private static void configure(String pid, Map<String, String> values) {
    try {
      Files.copy(SAMPLES.resolve(pid + ".cfg"), house.gateway.conf().resolve(pid + ".cfg"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    house.gateway.configure(pid, values);
  }

  private static void deploy(String plugin) {
    String told =
        Proc.run(
            "deploy-" + plugin,
            house.folder,
            house.gateway.environment(),
            List.of(
                Machine.distribution().resolve("bin/weir").toString(),
                "deploy",
                jar(plugin).toString()));
    assertThat(told).contains(plugin + ": ");
  }

  private static Path jar(String plugin) {
    try (Stream<Path> files = Files.list(SAMPLES)) {
      return files
          .filter(file -> file.getFileName().toString().matches(plugin + "-[0-9].*\\.jar"))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode command(String service, String command, String arguments) {
    Await.until(
        service + " is announced",
        LIMIT,
        () ->
            house
                .api()
                .device(house.serial)
                .path("services")
                .findValuesAsText("name")
                .contains(service));
    return house.api().command(house.serial, service, command, arguments);
  }

  private static JsonNode arrives(String name, double value) {
    return Await.until(
        name + " " + value + " in the fleet",
        LIMIT,
        () -> points(name),
        p ->
            Stream.iterate(0, i -> i < p.path("v").size(), i -> i + 1)
                .anyMatch(i -> p.path("v").get(i).asDouble() == value));
  }

  private static void stateBecomes(String name, String start) {
    Await.until(
        name + " says " + start, LIMIT, () -> latestText(name), text -> text.startsWith(start));
  }

  private static String latestText(String name) {
    JsonNode texts = points(name).path("v");
    return texts.isEmpty() ? "" : texts.get(texts.size() - 1).asText();
  }

  private static Stream<JsonNode> values(String name) {
    JsonNode values = points(name).path("v");
    return Stream.iterate(0, i -> i < values.size(), i -> i + 1).map(values::get);
  }

  private static JsonNode samples(String query) {
    return house.api().get("/api/v1/devices/" + house.serial + "/samples?name=vibration" + query);
  }

  private static JsonNode points(String name) {
    double now = System.currentTimeMillis() / 1000.0;
    return house.api().points(house.serial, name, now - 600, now + 60, 5000);
  }
}
