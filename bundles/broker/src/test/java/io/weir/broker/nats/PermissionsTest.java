package io.weir.broker.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.weir.broker.Landing;
import io.weir.broker.Message;
import io.weir.broker.NobodyListens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The distribution's broker.conf against a real nats-server: who may do what, and nobody more. */
@Timeout(120)
@Tag("slow")
class PermissionsTest {
  private static final String AGENT = "wAgentPassword0123456789";
  private static final String APP = "wAppPassword0123456789abc";

  @TempDir Path folder;
  private NatsServer server;
  private NatsBus bus;
  private final List<String> violations = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() throws Exception {
    server = NatsServer.distributed(folder, AGENT, APP);
    Path secret = folder.resolve("agent.password");
    Files.writeString(secret, AGENT + "\n");
    bus =
        new NatsBus(
            new Settings(server.url(), "agent", secret, 1 << 20, 16 << 20, Duration.ofSeconds(30)));
    bus.publish(Message.of("events.data", new byte[] {'[', ']'}));
    Wait.until("the agent's own user gets its stream", () -> bus.published().acknowledged() == 1);
  }

  @AfterEach
  void stop() throws Exception {
    if (bus != null) {
      bus.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void theAgentReadsAndAcknowledgesTheStream() throws Exception {
    try (Landing landing = bus.landing("recorder")) {
      var landed = landing.fetch(10, Duration.ofSeconds(10));
      assertThat(landed).hasSize(1);
      landing.acknowledge(landed.get(0));
      assertThat(landing.fetch(10, Duration.ofMillis(300))).isEmpty();
      assertThat(bus.state().detail()).isEmpty();
    }
  }

  @Test
  void anotherPasswordIsTakenUpWithoutARestartOfTheAgent() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    bus.subscribe("commands.*.req", message -> heard.add(message.subject()));
    try (Landing landing = bus.landing("recorder")) {
      assertThat(landing.fetch(10, Duration.ofSeconds(10))).hasSize(1);
      server.close();
      String other = AGENT + "2";
      server = NatsServer.distributed(folder, server.port, other, APP);
      Wait.until("refused", () -> bus.state().detail().contains("AuthenticationException"));
      Files.writeString(folder.resolve("agent.password"), other);
      bus.publish(Message.of("events.alert", new byte[] {'[', ']'}));
      List<Long> sequences = new ArrayList<>();
      Wait.until(
          "the reader goes on",
          () -> {
            landing.fetch(10, Duration.ofMillis(500)).forEach(one -> sequences.add(one.sequence()));
            return sequences.contains(2L);
          });
      bus.send(Message.of("commands.app.req", new byte[0]));
      Wait.until("subscriptions are back", () -> heard.contains("commands.app.req"));
    }
  }

  @Test
  void nobodyGetsInWithoutOrWithWrongCredentials() {
    for (Options.Builder options :
        List.of(
            new Options.Builder(),
            new Options.Builder().userInfo("app", "wrong"),
            new Options.Builder().userInfo("agent", APP),
            new Options.Builder().userInfo("sys", "sys"),
            new Options.Builder().userInfo("agent", ""))) {
      assertThatThrownBy(() -> Nats.connect(options.server(server.url()).noReconnect().build()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Authorization Violation");
    }
  }

  @Test
  void anAppMayPublishItsOwnSubjectsAndNothingElse() throws Exception {
    List<String> allowed =
        List.of(
            "events.data",
            "events.alert",
            "events.signal",
            "commands.app.res",
            "services.app.heartbeat",
            "services.app.describe");
    List<String> refused =
        List.of(
            "commands.app.req",
            "commands.temp_monitor.req",
            "commands.temp_monitor.res",
            "commands.app",
            "commands.app.res.more",
            "events.rejected",
            "events.other",
            "events",
            "services.discover",
            "services.temp_monitor.heartbeat",
            "services.app",
            "agent.status",
            "agent.deploy",
            "_INBOX.agent.x",
            "_INBOX.app.x",
            "_INBOX.x",
            "$SYS.REQ.SERVER.PING",
            "$SYS.REQ.SERVER.PING.CONNZ",
            "$SYS.ACCOUNT.AGENT.CONNECT",
            "$JS.API.INFO",
            "$JS.API.STREAM.NAMES",
            "$JS.API.STREAM.INFO.EVENTS",
            "$JS.API.STREAM.CREATE.EVENTS",
            "$JS.API.STREAM.CREATE.MINE",
            "$JS.API.STREAM.UPDATE.EVENTS",
            "$JS.API.STREAM.DELETE.EVENTS",
            "$JS.API.STREAM.PURGE.EVENTS",
            "$JS.API.STREAM.MSG.GET.EVENTS",
            "$JS.API.STREAM.MSG.DELETE.EVENTS",
            "$JS.API.STREAM.RESTORE.EVENTS",
            "$JS.API.STREAM.SNAPSHOT.EVENTS",
            "$JS.API.CONSUMER.CREATE.EVENTS.mine",
            "$JS.API.CONSUMER.DURABLE.CREATE.EVENTS.mine",
            "$JS.API.CONSUMER.DELETE.EVENTS.recorder",
            "$JS.API.CONSUMER.MSG.NEXT.EVENTS.recorder",
            "$JS.API.DIRECT.GET.EVENTS",
            "$JS.ACK.EVENTS.recorder.1.1.1.1.0",
            "$KV.x.y",
            "$MQTT.x",
            "anything");
    try (Connection app = connect("app", APP)) {
      assertThat(violations(app, () -> allowed.forEach(s -> app.publish(s, new byte[0]))))
          .isEmpty();
      assertThat(violations(app, () -> refused.forEach(s -> app.publish(s, new byte[0]))))
          .hasSize(refused.size());
    }
  }

  @Test
  void anAppHearsItsOwnRequestsAndNothingElse() throws Exception {
    List<String> allowed =
        List.of("commands.app.req", "services.app.describe", "services.discover", "_INBOX.app.x");
    List<String> refused =
        List.of(
            ">",
            "*",
            "commands.>",
            "commands.*.req",
            "commands.app.*",
            "commands.app.res",
            "commands.temp_monitor.req",
            "events.data",
            "events.>",
            "services.>",
            "services.*.heartbeat",
            "agent.>",
            "_INBOX.>",
            "_INBOX.agent.>",
            "_INBOX.*",
            "$SYS.>",
            "$JS.>",
            "$JS.API.>",
            "$JS.EVENT.ADVISORY.>");
    try (Connection app = connect("app", APP)) {
      assertThat(violations(app, () -> allowed.forEach(app::subscribe))).isEmpty();
      assertThat(violations(app, () -> refused.forEach(app::subscribe))).hasSize(refused.size());
      assertThat(violations(app, () -> refused.forEach(s -> app.subscribe(s, "queue"))))
          .hasSize(refused.size());
    }
  }

  @Test
  void theAgentMayNotTouchTheStreamBeyondWhatItNeeds() throws Exception {
    List<String> refused =
        List.of(
            "$JS.API.STREAM.DELETE.EVENTS",
            "$JS.API.STREAM.PURGE.EVENTS",
            "$JS.API.STREAM.RESTORE.EVENTS",
            "$JS.API.STREAM.CREATE.OTHER",
            "$JS.API.CONSUMER.DELETE.EVENTS.recorder",
            "$SYS.REQ.SERVER.PING",
            "anything");
    try (Connection agent = connect("agent", AGENT)) {
      assertThat(violations(agent, () -> refused.forEach(s -> agent.publish(s, new byte[0]))))
          .hasSize(refused.size());
    }
  }

  @Test
  void anAppAnswersACommandAndOnlyOnce() throws Exception {
    try (Connection app = connect("app", APP)) {
      var handler = app.createDispatcher();
      handler.subscribe(
          "commands.app.req",
          request -> {
            app.publish(request.getReplyTo(), "first".getBytes(StandardCharsets.US_ASCII));
            app.publish(request.getReplyTo(), "second".getBytes(StandardCharsets.US_ASCII));
          });
      app.flush(Duration.ofSeconds(5));
      assertThat(
              violations(
                  app,
                  () ->
                      assertThat(
                              bus.request(
                                      Message.of("commands.app.req", new byte[0]),
                                      Duration.ofSeconds(5))
                                  .get(10, TimeUnit.SECONDS)
                                  .payload())
                          .asString(StandardCharsets.US_ASCII)
                          .isEqualTo("first")))
          .hasSize(1);
    }
  }

  @Test
  void theCommandLineAsksAsTheAgentsUser() {
    bus.subscribe(
        "agent.status",
        request ->
            bus.send(Message.of(request.replyTo(), "well".getBytes(StandardCharsets.US_ASCII))));
    try (BusClient client =
        BusClient.connect(server.url(), "agent", AGENT, Duration.ofSeconds(5))) {
      Message question = Message.of("agent.status", new byte[0]);
      assertThat(client.request(question, Duration.ofSeconds(5)).payload())
          .asString(StandardCharsets.US_ASCII)
          .isEqualTo("well");
      Message nobody = Message.of("commands.nobody.req", new byte[0]);
      assertThatThrownBy(() -> client.request(nobody, Duration.ofSeconds(60)))
          .isInstanceOf(NobodyListens.class);
    }
  }

  @Test
  void anAppThatAsksForAnAcknowledgementGetsIt() throws Exception {
    try (Connection app = connect("app", APP)) {
      var answer =
          app.request(
              "events.data", "[]".getBytes(StandardCharsets.US_ASCII), Duration.ofSeconds(5));
      assertThat(new String(answer.getData(), StandardCharsets.UTF_8))
          .contains("\"stream\":\"EVENTS\"");
    }
  }

  @Test
  void theAcknowledgementOfAMessageCannotBeAimedAtTheStream() throws Exception {
    // the broker sends {"stream":"EVENTS","seq":n} to whatever reply subject the publisher names
    try (Connection app = connect("app", APP)) {
      for (String target :
          List.of(
              "$JS.API.STREAM.PURGE.EVENTS",
              "$JS.API.STREAM.DELETE.EVENTS",
              "$JS.API.STREAM.MSG.DELETE.EVENTS",
              "$JS.API.STREAM.UPDATE.EVENTS",
              "$JS.API.CONSUMER.DELETE.EVENTS.recorder")) {
        app.publish("events.data", target, "[]".getBytes(StandardCharsets.US_ASCII));
      }
      app.flush(Duration.ofSeconds(5));
    }
    try (Landing landing = bus.landing("recorder")) {
      List<Long> sequences = new ArrayList<>();
      Wait.until(
          "all six messages are there",
          () -> {
            landing.fetch(10, Duration.ofMillis(500)).forEach(one -> sequences.add(one.sequence()));
            return sequences.size() == 6;
          });
      assertThat(sequences).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }
  }

  @Test
  void aPayloadOf300KBIsRefusedByTheBroker() throws Exception {
    try (Connection app =
        Nats.connect(options("app", APP).clientSideLimitChecks(false).noReconnect().build())) {
      violations.clear();
      app.publish("events.data", new byte[300_000]);
      Wait.until("refused", () -> violations.stream().anyMatch(v -> v.contains("Maximum Payload")));
    }
    assertThat(bus.published().acknowledged()).isEqualTo(1);
  }

  private interface Acts {
    void run() throws Exception;
  }

  /** What the broker objected to while this was done. */
  private List<String> violations(Connection connection, Acts acts) throws Exception {
    violations.clear();
    acts.run();
    // the errors come in the order of the requests, so this one closes the list
    connection.publish("the.end", new byte[0]);
    Wait.until("the end", () -> violations.stream().anyMatch(v -> v.contains("\"the.end\"")));
    return violations.stream()
        .filter(v -> v.contains("Permissions Violation") && !v.contains("\"the.end\""))
        .toList();
  }

  private Connection connect(String user, String password) throws Exception {
    return Nats.connect(options(user, password).build());
  }

  private Options.Builder options(String user, String password) {
    return new Options.Builder()
        .server(server.url())
        .userInfo(user, password)
        .inboxPrefix("_INBOX." + user)
        .errorListener(
            new ErrorListener() {
              @Override
              public void errorOccurred(Connection connection, String error) {
                violations.add(error);
              }
            });
  }
}
