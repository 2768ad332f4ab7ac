package io.weir.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.fleet.Fleet;
import io.weir.fleet.access.Access;
import io.weir.fleet.provision.FleetHome;
import io.weir.fleet.store.Database;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a person meets it. */
@Tag("slow")
class FleetCommandsTest {
  @TempDir Path folder;
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void giveBack() {
    System.setOut(realOut);
    System.setErr(realErr);
  }

  private String said(String... arguments) {
    out.reset();
    assertThat(Fleet.run(arguments)).as(String.join(" ", arguments) + err).isZero();
    return out.toString(StandardCharsets.UTF_8).trim();
  }

  @Test
  void tokensAndGatewaysAreListedForPeopleAndForPrograms() throws Exception {
    String dir = folder.toString();
    said("init", "--dir", dir);
    said("device", "add", "gw-1", "--dir", dir, "--out", folder.resolve("out").toString());
    said("token", "new", "grafana", "--dir", dir);
    assertThat(said("device", "list", "--dir", dir)).startsWith("gw-1\t20");
    assertThat(said("token", "list", "--dir", dir)).startsWith("grafana\t20");
    JsonNode gateways = new ObjectMapper().readTree(said("device", "list", "--dir", dir, "--json"));
    assertThat(gateways.get(0).path("serial").asText()).isEqualTo("gw-1");
    assertThat(gateways.get(0).path("expires").asText()).startsWith("20").endsWith("Z");
    JsonNode tokens = new ObjectMapper().readTree(said("token", "list", "--dir", dir, "--json"));
    assertThat(tokens.get(0).path("name").asText()).isEqualTo("grafana");
  }

  @Test
  void aRevokedTokenIsRefusedAndOneThatIsNotThereIsSaid() {
    String dir = folder.toString();
    said("init", "--dir", dir);
    String secret = said("token", "new", "grafana", "--dir", dir);
    assertThat(isToken(secret)).isTrue();
    said("token", "revoke", "grafana", "--dir", dir);
    assertThat(isToken(secret)).isFalse();
    assertThat(said("token", "list", "--dir", dir)).isEmpty();
    assertThat(Fleet.run("token", "revoke", "grafana", "--dir", dir)).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("no token grafana");
  }

  private boolean isToken(String secret) {
    try (Database database = Database.open(new FleetHome(folder).data())) {
      return new Access(database, Clock.systemUTC()).token(secret).isPresent();
    }
  }

  @Test
  void aLostPasswordIsReplacedAndItsSessionsEnd() throws Exception {
    String dir = folder.toString();
    said("init", "--dir", dir);
    String session;
    try (Database database = Database.open(new FleetHome(folder).data())) {
      Access access = new Access(database, Clock.systemUTC());
      String first = access.firstPassword().orElseThrow();
      session = ((Access.Granted) access.logIn("admin", first, "here")).secret();
    }
    String password = said("password", "--dir", dir);
    try (Database database = Database.open(new FleetHome(folder).data())) {
      Access access = new Access(database, Clock.systemUTC());
      assertThat(access.session(session)).isEmpty();
      assertThat(access.logIn("admin", password, "here")).isInstanceOf(Access.Granted.class);
    }
  }

  @Test
  void nothingIsMadeInAFolderThatIsNoFleets() {
    Path mistyped = folder.resolve("mistyped");
    String dir = mistyped.toString();
    String out = folder.resolve("out").toString();
    for (String[] arguments :
        new String[][] {
          {"token", "new", "x", "--dir", dir},
          {"token", "list", "--dir", dir},
          {"device", "list", "--dir", dir},
          {"device", "add", "gw-1", "--dir", dir, "--out", out},
          {"password", "--dir", dir},
          {"serve", "--dir", dir}
        }) {
      err.reset();
      assertThat(Fleet.run(arguments)).as(String.join(" ", arguments)).isEqualTo(1);
      assertThat(err.toString(StandardCharsets.UTF_8))
          .contains("no fleet in " + mistyped + ": run `weir-fleet init");
    }
    assertThat(mistyped).doesNotExist();
    assertThat(Files.exists(Path.of(out))).isFalse();
  }

  @Test
  void whatIsWrongOnTheCommandLineIsSaidWithExitCodeTwo() {
    String dir = folder.toString();
    said("init", "--dir", dir);
    assertThat(Fleet.run()).isEqualTo(2);
    assertThat(Fleet.run("token")).isEqualTo(2);
    assertThat(Fleet.run("serve", "--dir", dir, "--mqtt-url", "foo")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("say what to do: new, list or revoke")
        .contains("--mqtt-url must be ssl://HOST:PORT, was foo");
  }

  @Test
  void theListOfCommandsSaysWholeSentences() {
    for (String line : said("--help").split("\n")) {
      assertThat(line.trim())
          .as("a sentence that goes on nowhere")
          .doesNotEndWith(" and")
          .doesNotEndWith("of the");
    }
  }
}
