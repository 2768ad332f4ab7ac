package io.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command line as a person types it, where no running agent is needed. */
class WeirTest {
  // of a test key that nobody has any more, valid until 2126
  private static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBNDCB56ADAgECAhQboizVOplpSMCRrg4hjo5prFa28zAFBgMrZXAwDzENMAsG
      A1UEAwwEdGVzdDAgFw0yNjExMjExNjQ4MDhaGA8yMTI2MTAyODE2NDgwOFowDzEN
      MAsGA1UEAwwEdGVzdDAqMAUGAytlcAMhAKVe5Ra6o3ptTY9aiMtDRTw1QCN9WRLH
      kuc8kUeI1Imxo1MwUTAdBgNVHQ4EFgQUOCocQP5y8Ftu+VKdBwsXpGihxuAwHwYD
      VR0jBBgwFoAUOCocQP5y8Ftu+VKdBwsXpGihxuAwDwYDVR0TAQH/BAUwAwEB/zAF
      BgMrZXADQQAx6cM7axEGHwN1NoPhMnVYlVyDBQaNmDw/oXWrwb4Wsmlc3kDg+wBA
      LiKJsVh7LY1vpeaWjKQjKHSYOGu4kH8A
      -----END CERTIFICATE-----
      """;
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int weir(String... arguments) {
    CommandLine line =
        Weir.commandLine(arguments).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return line.execute(arguments);
  }

  private Path jar() throws Exception {
    Path jar = folder.resolve("pump.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
      zip.write(
          "Manifest-Version: 1.0\nBundle-SymbolicName: acme.pump\nBundle-Version: 1.0.0\n"
              .getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  @Test
  void aKeyIsMadeTrustedAndUsed() throws Exception {
    Path trust = folder.resolve("trust");
    Files.createDirectories(trust);
    Path jar = jar();
    assertThat(weir("key", "new", "acme", "--out", folder.toString())).isZero();
    assertThat(Files.getPosixFilePermissions(folder.resolve("acme.key"))).hasSize(2);
    assertThat(weir("plugin", "verify", jar.toString(), "--trust", trust.toString()))
        .isEqualTo(Exit.REFUSED);
    assertThat(err.toString()).contains("acme.pump is not signed");
    assertThat(
            weir("plugin", "sign", jar.toString(), "--key", folder.resolve("acme.key").toString()))
        .isZero();
    assertThat(
            weir(
                "key", "trust", folder.resolve("acme.pub").toString(), "--trust", trust.toString()))
        .isZero();
    assertThat(weir("plugin", "verify", jar.toString(), "--trust", trust.toString())).isZero();
    assertThat(out.toString()).contains("signed by acme");
    assertThat(weir("plugin", "verify", jar.toString(), "--trust", trust.toString(), "--json"))
        .isZero();
    assertThat(out.toString()).contains("\"taken\" : true", "\"signedBy\" : \"acme\"");
    Path secret = folder.resolve("acme.key");
    assertThat(weir("key", "trust", secret.toString(), "--trust", trust.toString()))
        .isEqualTo(Exit.REFUSED);
    assertThat(err.toString()).contains("acme.key is the secret half");
    assertThat(weir("key", "new", "../acme")).isEqualTo(Exit.USAGE);
    assertThat(weir("key", "new", "later", "--expires", "soon")).isEqualTo(Exit.USAGE);
    assertThat(err.toString()).contains("expected a date like 2027-01-01, found 'soon'");
    assertThat(weir("key", "list", "--trust", trust.toString())).isZero();
    assertThat(out.toString()).contains("never");
  }

  @Test
  void aKeyIsNeverOverwritten() {
    assertThat(weir("key", "new", "acme", "--out", folder.toString())).isZero();
    assertThat(weir("key", "new", "acme", "--out", folder.toString())).isEqualTo(Exit.REFUSED);
    assertThat(err.toString()).contains("acme.key exists");
  }

  @Test
  void aWrongServiceNameIsRefusedBeforeAnythingIsSent() {
    assertThat(weir("send", "a.>", "Command")).isEqualTo(Exit.USAGE);
    assertThat(err.toString()).contains("a service name is letters, digits, - and _");
  }

  @Test
  void aNewProjectIsMadeOnceAndSaysWhatIsNext() {
    Path project = folder.resolve("tank-level");
    assertThat(
            weir("plugin", "new", "tank-level", "--group", "com.acme", "--dir", project.toString()))
        .isZero();
    assertThat(out.toString()).contains("mvn package");
    assertThat(project.resolve("src/main/java/com/acme/TankLevelPlugin.java"))
        .content()
        .contains("class TankLevelPlugin", "@PluginName(\"tank-level\")")
        .doesNotContain("@CLASS@", "@NAME@");
    assertThat(weir("plugin", "new", "tank-level", "--dir", project.toString()))
        .isEqualTo(Exit.REFUSED);
    assertThat(err.toString()).contains("exists already");
    assertThat(weir("plugin", "new", "Tank Level")).isEqualTo(Exit.REFUSED);
    assertThat(err.toString()).contains("a plugin's name is like pump or tank-level");
  }

  @Test
  void aJarThatCannotBeReadIsNamed() {
    assertThat(weir("deploy", folder.resolve("none.jar").toString())).isEqualTo(Exit.USAGE);
    assertThat(err.toString()).contains("cannot read").contains("none.jar");
  }

  @Test
  void aReadingIsPublishedInTheTypeThatItLooksLike() {
    assertThat(Pub.pack("a", "Cel", "21.50", 1_000))
        .isEqualTo("[{\"n\":\"a\",\"t\":1.0,\"u\":\"Cel\",\"v\":21.50}]");
    assertThat(Pub.pack("a", "", "true", 1_000)).isEqualTo("[{\"n\":\"a\",\"t\":1.0,\"vb\":true}]");
    assertThat(Pub.pack("a", "", "12 V", 1_000))
        .isEqualTo("[{\"n\":\"a\",\"t\":1.0,\"vs\":\"12 V\"}]");
  }

  @Test
  void aFilterTakesStarsForAnything() {
    assertThat("cpu:total").matches(Sub.pattern("cpu:*"));
    assertThat("cpu:total").matches(Sub.pattern("*"));
    assertThat("xcpu:total").doesNotMatch(Sub.pattern("cpu:*"));
    assertThat("cpuXtotal").doesNotMatch(Sub.pattern("cpu.total"));
  }

  @Test
  void aRangeTakesTimesAsAPersonTypesThem() {
    Instant now = Instant.parse("2026-01-31T12:00:00Z");
    Moment from = Moment.of("2026-01-01T01:00:00+01:00", now);
    assertThat(History.range(from, Moment.of("1800000000.5", now), Weir.commandLine()))
        .hasToString("{\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2027-01-15T08:00:00.500Z\"}");
    assertThat(Moment.of("90s", now).at()).isEqualTo("2026-01-31T11:58:30Z");
    assertThat(Moment.of("2h", now).seconds()).isEqualTo(1_769_853_600.0);
    assertThat(History.range(null, null, Weir.commandLine())).hasToString("{}");
    assertThat(weir("history", "--from", "yesterday")).isEqualTo(Exit.USAGE);
    assertThat(err.toString()).contains("--from", "how long ago like 10m, found 'yesterday'");
    assertThat(weir("resend", "--from", "1h", "--to", "2h")).isEqualTo(Exit.USAGE);
    assertThat(err.toString()).contains("--from must not be after --to");
  }

  @Test
  void diagnosisIsCollectedWithoutAnAgentToo() throws Exception {
    Path archive = folder.resolve("diag.zip");
    assertThat(weir("diag", "collect", "--out", archive.toString())).isZero();
    try (java.util.zip.ZipFile zip = new java.util.zip.ZipFile(archive.toFile())) {
      assertThat(zip.getEntry("versions.txt")).isNotNull();
      assertThat(zip.getEntry("unreachable.txt")).isNotNull();
    }
  }

  @Test
  void aWrongLineIsToldInOneSentenceWithWhereThereIsMore() {
    assertThat(weir("send", "pump")).isEqualTo(Exit.USAGE);
    assertThat(err.toString())
        .startsWith("weir: Missing required parameter: '<command>'")
        .contains("Usage: weir send", "'weir send --help' says more");
    assertThat(weir("send", "pump", "Go", "{\"a\":")).isEqualTo(Exit.USAGE);
    assertThat(err.toString()).contains("the arguments must be a JSON object");
    assertThat(weir("pub", "tank level", "1")).isEqualTo(Exit.USAGE);
    assertThat(err.toString()).contains("RFC 8428");
    assertThat(weir("statuss")).isEqualTo(Exit.USAGE);
    assertThat(err.toString()).contains("Did you mean", "weir status");
  }

  @Test
  void aRecordIsShownWithItsWholeNameAndItsOwnTime() {
    Instant now = Instant.parse("2026-01-31T12:00:00Z");
    assertThat(Sub.time(1_700_000_000.25, now)).isEqualTo("2023-11-14T22:13:20.250Z");
    assertThat(Sub.time(-60, now)).isEqualTo("2026-01-31T11:59:00Z");
    assertThat(Sub.time(0, now)).isEqualTo(now);
  }

  @Test
  void ofAFileOfVariablesOnlyTheSecretsAreMasked() throws Exception {
    Path secrets = Files.createDirectories(folder.resolve("secrets"));
    Files.writeString(
        secrets.resolve("broker.env"), "WEIR_APP_PASSWORD=planted-7\nWEIR_BROKER_PORT=14222\n");
    Files.writeString(secrets.resolve("app.password"), "planted=8\n");
    // in base32, say
    Files.writeString(secrets.resolve("proxy.password"), "MFRGGZDF=\n");
    assertThat(Masked.of(folder).text("planted-7 planted=8 MFRGGZDF=\nWEIR_BROKER_PORT=14222"))
        .doesNotContain("planted")
        .doesNotContain("MFRGGZDF")
        .contains("WEIR_BROKER_PORT=14222");
  }

  @Test
  void theDoctorSeesAKeyThatBelongsToAnother() throws Exception {
    assertThat(weir("key", "new", "other", "--out", folder.toString())).isZero();
    Files.writeString(folder.resolve("device.pem"), CERTIFICATE);
    Files.writeString(folder.resolve("ca.pem"), CERTIFICATE);
    Files.writeString(folder.resolve("device.key"), Files.readString(folder.resolve("other.key")));
    assertThat(Certificates.look(folder, Instant.parse("2030-01-01T00:00:00Z")))
        .filteredOn(finding -> !finding.well())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.what()).endsWith("device.key does not belong to device.pem"));
  }

  @Test
  void quantitiesReadAsAPersonSaysThem() {
    assertThat(Words.bytes(999)).isEqualTo("999 B");
    assertThat(Words.bytes(1_400_000)).isEqualTo("1.4 MB");
    assertThat(Words.time(Duration.ofSeconds(5))).isEqualTo("5 s");
    assertThat(Words.time(Duration.ofHours(76))).isEqualTo("3 d 4 h");
    assertThat(Words.count(1_234_567)).isEqualTo("1,234,567");
  }

  @Test
  void completionKnowsTheCommandsInBothShells() {
    assertThat(weir("completion", "bash")).isZero();
    assertThat(out.toString()).contains("complete -F _complete_weir", "plugin", "--readings");
    assertThat(weir("completion", "zsh")).isZero();
    assertThat(out.toString()).contains("autoload -U +X bashcompinit");
    assertThat(weir("completion", "fish")).isEqualTo(Exit.USAGE);
  }

  @Test
  void noSecretLeavesWithADiagnosis() {
    Masked masked = new Masked(List.of("p0123456789abcdef", "on"));
    String text =
        masked.text(
            """
            tls.key = /etc/weir/tls/device.key
            password.file = /var/lib/weir/secrets/agent.password
            snmp.community = planted-1
            WEIR_CLOUD_TOKEN=planted-2
            {"apiToken":"x","password":"planted-3","note":"on"}
            cloud.url = https://user:planted-4@host:8883
            connected with p0123456789abcdef on nats
            Authorization: Bearer planted-5
            -----BEGIN PRIVATE KEY-----
            planted-6
            -----END PRIVATE KEY-----
            """);
    assertThat(text)
        .doesNotContain("planted", "p0123456789abcdef")
        .contains(
            "/etc/weir/tls/device.key",
            "password.file = /var/lib/weir/secrets/agent.password",
            "https://user:********@host:8883",
            "\"note\":\"on\"",
            "connected with ******** on nats");
  }

  @Test
  void theDoctorLooksAtTheCertificates() throws Exception {
    assertThat(Certificates.look(folder, Instant.now())).allMatch(Doctor.Finding::well);
    Files.writeString(folder.resolve("ca.pem"), "no certificate");
    assertThat(Certificates.look(folder, Instant.now()))
        .hasSize(3)
        .allMatch(finding -> !finding.well() && finding.cure().contains("weir-fleet device add"));
    assertThat(Certificates.look(folder, Instant.now()).get(0).what())
        .contains("expected a certificate in PEM in");
    assertThat(weir("doctor", "--json")).isEqualTo(Exit.REFUSED);
    assertThat(Gateway.parse(out.toString().getBytes(StandardCharsets.UTF_8)).get(0).get("what"))
        .asString()
        .contains("Java");
  }

  @Test
  void theDoctorHasACureForEachPartOfTheAgent() {
    JsonNode well =
        json("{\"broker\":{\"connected\":true,\"detail\":\"\"},\"recorder\":{\"trouble\":\"\"}}");
    assertThat(Doctor.parts(well, ""))
        .containsExactly(new Doctor.Finding(true, "the agent is well", ""));
    JsonNode ill =
        json(
            "{\"broker\":{\"connected\":true,\"detail\":\"does not answer\"},\"recorder\":{\"trouble\":\"odd\"},"
                + "\"health\":\"cloud cloud: Connection refused\"}");
    assertThat(Doctor.parts(ill, "disk-full: the disk is full, 0 bytes free"))
        .noneMatch(Doctor.Finding::well)
        .extracting(finding -> finding.what() + " > " + finding.cure())
        .satisfiesExactly(
            broker -> assertThat(broker).contains("does not answer", "anew within 30 s"),
            recorder -> assertThat(recorder).contains("odd", "journalctl"),
            outbox -> assertThat(outbox).contains("disk is full", "make room on the disk"));
  }

  @Test
  void theDoctorNamesBundlesThatDoNotRun() {
    JsonNode answer =
        json(
            "{\"bundles\":[{\"name\":\"weir-broker\",\"state\":\"ACTIVE\"},"
                + "{\"name\":\"weir-lazy\",\"state\":\"STARTING\"},"
                + "{\"name\":\"weir-host\",\"state\":\"RESOLVED\"}]}");
    assertThat(Doctor.bundles(answer))
        .singleElement()
        .extracting(Doctor.Finding::what)
        .isEqualTo("bundle weir-host does not run, it is RESOLVED");
  }

  @Test
  void theDoctorSaysHowFarTheClockIsOffTheCloudsAndHowToSetIt() {
    String link = "{\"url\":\"ssl://cloud:8883\",\"clockOffsetSeconds\":%s}";
    assertThat(Doctor.clock(json(link.formatted("9.5")))).isEmpty();
    assertThat(Doctor.clock(json("{\"url\":\"ssl://cloud:8883\"}"))).isEmpty();
    Doctor.Finding behind = Doctor.clock(json(link.formatted("-3600.2"))).orElseThrow();
    assertThat(behind.well()).isFalse();
    assertThat(behind.what()).isEqualTo("the clock is 1 h 0 min behind that of ssl://cloud:8883");
    assertThat(behind.cure()).contains("time service");
    assertThat(Doctor.clock(json(link.formatted("61"))).orElseThrow().what()).contains("ahead of");
  }

  private static JsonNode json(String text) {
    return Gateway.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aRecordersFileBringsItsNameAlongAndOthersMustBeNamed() throws Exception {
    Path csv = folder.resolve("tank%3Alevel.csv");
    Files.writeString(csv, "2026-01-01T00:00:00Z,num,1.5,GOOD\n");
    assertThat(weir("series", "import", csv.toString(), "--check")).isEqualTo(Exit.REFUSED);
    assertThat(err.toString())
        .contains("line 1, name: expected a series' name", "nothing was sent");
    Files.writeString(folder.resolve("tank%3Alevel.meta.csv"), "tsname,tank:level\nunits,%\n");
    assertThat(weir("series", "import", csv.toString(), "--check")).isZero();
    assertThat(out.toString()).contains("good: 1 point");
  }

  @Test
  void aStartMakesOnlyTheCommandThatIsCalled() {
    assertThat(Weir.commandLine("status", "--json").getSubcommands()).containsOnlyKeys("status");
    assertThat(Weir.commandLine("plugin", "sign").getSubcommands()).containsOnlyKeys("plugin");
    assertThat(Weir.commandLine("completion", "bash").getSubcommands())
        .hasSize(Commands.ALL.size());
  }

  @Test
  void theHelpOfAllIsThatOfTheWholeCommandLine() {
    assertThat(Weir.commandLine("--help").getUsageMessage())
        .isEqualTo(Weir.commandLine("no-such-command").getUsageMessage())
        .contains("completion  Prints what lets your shell");
  }

  @Test
  void aNameThatIsNearlyRightIsGuessed() {
    assertThat(weir("statu")).isEqualTo(Exit.USAGE);
    assertThat(err.toString()).contains("Did you mean: weir status");
  }

  @Test
  void eachCommandHasItsHelp() {
    assertThat(weir("plugin", "sign", "--help")).isZero();
    assertThat(out.toString()).contains("weir plugin sign", "--key", "-h, --help");
    assertThat(Commands.helpLast("help", "plugin", "sign"))
        .containsExactly("plugin", "sign", "--help");
    assertThat(Commands.helpLast("help")).containsExactly("--help");
    assertThat(Commands.helpLast("status")).containsExactly("status");
    assertThat(Commands.helpLast()).isEmpty();
  }
}
