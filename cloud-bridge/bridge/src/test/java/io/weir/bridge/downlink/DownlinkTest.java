package io.weir.bridge.downlink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import com.google.protobuf.ByteString;
import io.weir.bridge.FakeBus;
import io.weir.bridge.FakeOutbox;
import io.weir.bridge.Wait;
import io.weir.broker.BusException;
import io.weir.broker.Message;
import io.weir.outbox.Entry;
import io.weir.outbox.Lane;
import io.weir.outbox.OutboxException;
import io.weir.senml.ResolvedRecord;
import io.weir.senml.SenmlPack;
import io.weir.senml.Value;
import io.weir.uplink.Segments;
import io.weir.uplink.proto.Command;
import io.weir.uplink.proto.CommandReport;
import io.weir.uplink.proto.Segment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DownlinkTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final FakeBus bus = new FakeBus();
  private final FakeOutbox outbox = new FakeOutbox();
  private final AtomicInteger taken = new AtomicInteger();
  private Instant now = NOW;
  private ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);
  private Downlink downlink = started(Duration.ofSeconds(10));

  private Downlink started(Duration settling) {
    Downlink made =
        new Downlink(bus, outbox, outbox, executor, (InstantSource) () -> now, settling, () -> {});
    made.start();
    return made;
  }

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void aCommandReachesItsServiceAndItsAnswerTheOutbox() throws Exception {
    serviceAnswers("temp_monitor", "ok", "Changed temperature unit to K");
    accept(command("c1", "temp_monitor"));
    CommandReport done = done("c1");
    assertThat(done.getStatus()).isEqualTo("ok");
    assertThat(text(done)).containsEntry("message", "Changed temperature unit to K");
    assertThat(taken.get()).isEqualTo(1);

    Message request = bus.requests().get(0);
    assertThat(request.subject()).isEqualTo("commands.temp_monitor.req");
    assertThat(request.headers())
        .containsEntry("Weir-Command-Id", "c1")
        .containsEntry("Weir-Deadline", NOW.plusSeconds(30).toString());
    assertThat(request.payload()).isEqualTo(request().toByteArray());
  }

  @Test
  void theCloudIsToldThatACommandWasTakenBeforeItsAnswer() {
    serviceAnswers("temp_monitor", "ok", "");
    accept(command("c1", "temp_monitor"));
    done("c1");
    assertThat(reports())
        .extracting(CommandReport::getState)
        .containsExactly(CommandReport.State.RECEIVED, CommandReport.State.DONE);
  }

  @Test
  void theSameIdRunsOnceAndTheStoredAnswerIsSentAgain() {
    AtomicInteger runs = new AtomicInteger();
    bus.answer(
        "commands.temp_monitor.req",
        request -> {
          runs.incrementAndGet();
          return CompletableFuture.completedFuture(response("ok", "run " + runs.get()));
        });
    accept(command("c1", "temp_monitor"));
    done("c1");
    accept(command("c1", "temp_monitor"));
    Wait.until("answered again", () -> reports().size() == 3);
    assertThat(runs.get()).isEqualTo(1);
    assertThat(reports().get(2)).isEqualTo(reports().get(1));
    assertThat(taken.get()).isEqualTo(2);
  }

  @Test
  void theSameIdWhileItRunsIsAnsweredOnce() {
    CompletableFuture<Message> slow = new CompletableFuture<>();
    bus.answer("commands.temp_monitor.req", request -> slow);
    accept(command("c1", "temp_monitor"));
    accept(command("c1", "temp_monitor"));
    Wait.until("both taken", () -> taken.get() == 2);
    slow.complete(response("ok", ""));
    done("c1");
    assertThat(bus.requests()).hasSize(1);
    assertThat(reports()).hasSize(2);
  }

  @Test
  void howFarACommandIsReachesTheCloudUnderItsId() {
    CompletableFuture<Message> slow = new CompletableFuture<>();
    bus.answer("commands.temp_monitor.req", request -> slow);
    accept(command("c1", "temp_monitor"));
    Wait.until("it runs", () -> bus.requests().size() == 1);
    progress("temp_monitor", "{\"id\":\"c1\",\"percent\":20,\"message\":\"step 1\"}");
    // too soon after it, of no command of the cloud's, of another service's, and no progress at all
    progress("temp_monitor", "{\"id\":\"c1\",\"percent\":21,\"message\":\"step 2\"}");
    progress("temp_monitor", "{\"id\":\"local\",\"percent\":50,\"message\":\"\"}");
    progress("other", "{\"id\":\"c1\",\"percent\":50,\"message\":\"\"}");
    progress("temp_monitor", "[]");
    progress("temp_monitor", "null");
    progress("temp_monitor", "{\"id\":\"c1\",\"percent\":120,\"message\":\"the last\"}");
    progress("temp_monitor", "{\"id\":\"c1\",\"percent\":100,\"message\":\"and again\"}");
    Wait.until("told", () -> reports().size() == 3);
    slow.complete(response("ok", ""));
    done("c1");
    progress("temp_monitor", "{\"id\":\"c1\",\"percent\":100,\"message\":\"after it\"}");
    accept(command("c2", "nobody.at.all"));
    done("c2");
    assertThat(reports().subList(1, 3))
        .allMatch(report -> report.getId().equals("c1"))
        .allMatch(report -> report.getState() == CommandReport.State.PROGRESS)
        .extracting(report -> report.getPercent() + " " + report.getMessage())
        .containsExactly("20 step 1", "100 the last");
    assertThat(reports())
        .filteredOn(report -> report.getState() == CommandReport.State.PROGRESS)
        .hasSize(2);
  }

  private void progress(String service, String json) {
    bus.deliver(
        "services.*.progress",
        Message.of("services." + service + ".progress", json.getBytes(UTF_8)));
  }

  @Test
  void anExpiredCommandIsNotRun() {
    serviceAnswers("temp_monitor", "ok", "");
    accept(command("c1", "temp_monitor").toBuilder().setDeadlineMs(NOW.toEpochMilli()).build());
    assertThat(done("c1").getStatus()).isEqualTo("expired");
    assertThat(bus.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a.>", "*", ">", "a b", "a\r\nb", "..", "-a", "ä", "a.b", "x{64}", "a\u0000"})
  void aHostileServiceNameNeverBecomesPartOfASubject(String service) {
    String name = service.equals("x{64}") ? "x".repeat(64) : service;
    accept(command("c1", name));
    assertThat(done("c1").getStatus()).isEqualTo("unknown_service");
    assertThat(bus.requests()).isEmpty();
    assertThat(bus.sent()).isEmpty();
  }

  @Test
  void aServiceThatIsNotThereIsUnknownAtOnce() {
    downlink = started(Duration.ZERO);
    accept(command("c1", "nobody"));
    assertThat(done("c1").getStatus()).isEqualTo("unknown_service");
  }

  @Test
  void aServiceThatComesALittleAfterTheStartGetsItsCommand() {
    accept(command("c1", "late"));
    Wait.until("asked in vain", () -> !bus.requests().isEmpty());
    serviceAnswers("late", "ok", "");
    assertThat(done("c1").getStatus()).isEqualTo("ok");
  }

  @Test
  void aServiceThatDoesNotAnswerIsATimeout() {
    bus.answer(
        "commands.stuck.req",
        request -> CompletableFuture.failedFuture(new BusException("no answer within 30 s")));
    accept(command("c1", "stuck"));
    CommandReport done = done("c1");
    assertThat(done.getStatus()).isEqualTo("timeout");
    assertThat(text(done)).containsEntry("message", "no answer within 30 s");
  }

  @Test
  void aStuckServiceHoldsUpItselfOnlyAndThenIsBusy() {
    List<CompletableFuture<Message>> stuck = new ArrayList<>();
    bus.answer(
        "commands.stuck.req",
        request -> {
          stuck.add(new CompletableFuture<>());
          return stuck.get(stuck.size() - 1);
        });
    serviceAnswers("healthy", "ok", "");
    for (int i = 0; i < 20; i++) {
      accept(command("s" + i, "stuck"));
    }
    accept(command("h", "healthy"));
    assertThat(done("h").getStatus()).isEqualTo("ok");
    assertThat(done("s19").getStatus()).isEqualTo("busy");
    assertThat(stuck).hasSize(Running.MOST_OF_A_SERVICE);

    stuck.forEach(one -> one.complete(response("ok", "")));
    assertThat(done("s0").getStatus()).isEqualTo("ok");
    accept(command("s20", "stuck"));
    Wait.until("room again", () -> stuck.size() == Running.MOST_OF_A_SERVICE + 1);
  }

  @Test
  void anAnswerThatIsNoneIsAFailure() {
    bus.answer(
        "commands.odd.req",
        request -> CompletableFuture.completedFuture(Message.of("x", "hello".getBytes(UTF_8))));
    accept(command("c1", "odd"));
    assertThat(done("c1").getStatus()).isEqualTo("failed");
  }

  @Test
  void aRequestThatIsNoPackIsInvalid() {
    accept(
        command("c1", "temp_monitor").toBuilder()
            .setRequest(ByteString.copyFromUtf8("{}"))
            .build());
    assertThat(done("c1").getStatus()).isEqualTo("invalid");
    assertThat(bus.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nWeir-Deadline: never", "ü", "a b", "\u0000", "\u007f"})
  void anIdThatIsNoHeaderIsInvalidAndNeverReachesTheBus(String id) {
    accept(command(id, "temp_monitor"));
    assertThat(done(id).getStatus()).isEqualTo("invalid");
    assertThat(bus.requests()).isEmpty();
  }

  @Test
  void whatTheBusDoesNotTakeIsAnsweredAndLeavesItsPlaceFree() {
    bus.answer(
        "commands.odd.req",
        request -> {
          throw new IllegalArgumentException("not for this bus");
        });
    for (int i = 0; i <= Running.MOST_OF_A_SERVICE; i++) {
      accept(command("o" + i, "odd"));
      assertThat(done("o" + i).getStatus()).isEqualTo("failed");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE, -1, 1, 253_402_300_800_000L})
  void whateverTheDeadlineACommandIsAnswered(long deadlineMs) {
    serviceAnswers("temp_monitor", "ok", "");
    accept(command("c1", "temp_monitor").toBuilder().setDeadlineMs(deadlineMs).build());
    assertThat(done("c1").getStatus())
        .isEqualTo(deadlineMs > NOW.toEpochMilli() ? "ok" : "expired");
  }

  @Test
  void anIdThatIsTooLongIsAnsweredToo() {
    accept(command("i".repeat(129), "temp_monitor"));
    assertThat(done("i".repeat(129)).getStatus()).isEqualTo("invalid");
  }

  @Test
  void whatRanWhenTheAgentWentDownIsNotRunAgain() {
    bus.answer("commands.slow.req", request -> new CompletableFuture<>());
    accept(command("c1", "slow"));
    accept(command("c2", "slow").toBuilder().setDeadlineMs(NOW.toEpochMilli() + 1_000).build());
    Wait.until("both run", () -> bus.requests().size() == 2);
    executor.shutdownNow();

    now = NOW.plusSeconds(10);
    executor = new ScheduledThreadPoolExecutor(1);
    downlink = started(Duration.ofSeconds(10));
    CommandReport failed = done("c1");
    assertThat(failed.getStatus()).isEqualTo("failed");
    assertThat(text(failed)).containsEntry("message", "the agent was restarted while it ran");
    assertThat(done("c2").getStatus()).isEqualTo("expired");
    assertThat(bus.requests()).hasSize(2);
  }

  @Test
  void aDiskThatFailsForAWhileCostsNoAnswer() {
    serviceAnswers("temp_monitor", "ok", "");
    outbox.failWith(new OutboxException("no space left on device"));
    accept(command("c1", "temp_monitor"));
    assertThat(taken.get()).isZero();
    outbox.failWith(null);
    assertThat(done("c1").getStatus()).isEqualTo("ok");
    Wait.until("taken", () -> taken.get() == 1);
  }

  private void accept(Command command) {
    downlink.accept(command, taken::incrementAndGet);
  }

  private CommandReport done(String id) {
    Wait.until(
        () -> "answer to " + id + ", there is " + reports(),
        () -> reports().stream().anyMatch(report -> isDone(report, id)));
    return reports().stream().filter(report -> isDone(report, id)).findFirst().orElseThrow();
  }

  private static boolean isDone(CommandReport report, String id) {
    return report.getId().equals(id) && report.getState() == CommandReport.State.DONE;
  }

  private List<CommandReport> reports() {
    return outbox.waiting().stream()
        .filter(entry -> entry.draft().lane() == Lane.REPLY)
        .map(DownlinkTest::report)
        .toList();
  }

  private static CommandReport report(Entry entry) {
    try {
      byte[] wire = Segments.address("G1", UUID.randomUUID(), 1, 1, entry.draft().body());
      Segment segment = Segments.parse(wire);
      return CommandReport.parseFrom(segment.getBody());
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, Object> text(CommandReport report) {
    List<ResolvedRecord> records =
        SenmlPack.parse(report.getResponse().toByteArray()).resolve(NOW, null);
    assertThat(records).hasSize(1);
    assertThat(records.get(0).name()).isEqualTo("TempUnitCmd");
    try {
      return JSON.std.mapFrom(((Value.Text) records.get(0).value()).value());
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private void serviceAnswers(String service, String status, String message) {
    bus.answer(
        "commands." + service + ".req",
        request -> CompletableFuture.completedFuture(response(status, message)));
  }

  private static Message response(String status, String message) {
    String json =
        "[{\"bn\":\"\",\"t\":1700000000,\"n\":\"TempUnitCmd\",\"vs\":\"{\\\"status\\\":\\\""
            + status
            + "\\\",\\\"message\\\":\\\""
            + message
            + "\\\"}\"}]";
    return Message.of("_INBOX.x", json.getBytes(UTF_8));
  }

  private static ByteString request() {
    return ByteString.copyFromUtf8(
        "[{\"bn\":\"\",\"t\":1700000000,\"n\":\"TempUnitCmd\",\"vs\":\"{\\\"unit\\\":\\\"K\\\"}\"}]");
  }

  private static Command command(String id, String service) {
    return Command.newBuilder()
        .setId(id)
        .setService(service)
        .setDeadlineMs(NOW.plusSeconds(30).toEpochMilli())
        .setRequest(request())
        .build();
  }
}
