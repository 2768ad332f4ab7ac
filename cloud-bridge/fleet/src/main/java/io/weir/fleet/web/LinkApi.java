package io.weir.fleet.web;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.javalin.http.Context;
import io.weir.fleet.command.Commands;
import io.weir.fleet.device.Devices;
import io.weir.fleet.ingest.Arrival;
import io.weir.fleet.ingest.Verdict;
import io.weir.fleet.link.DeviceAccess;
import io.weir.fleet.link.Mailbox;
import io.weir.fleet.link.Presence;
import io.weir.fleet.link.SignedAccess;
import io.weir.fleet.mqtt.Acknowledgements;
import io.weir.fleet.store.CommandTable;
import io.weir.fleet.store.DeviceTable.Device;
import io.weir.fleet.web.Route.Who;
import io.weir.uplink.HmacSignature;
import io.weir.uplink.proto.Ack;
import io.weir.uplink.proto.CommandBatch;
import io.weir.uplink.proto.CommandReport;
import io.weir.uplink.proto.Segment;
import io.weir.uplink.proto.SegmentBatch;
import io.weir.uplink.proto.Status;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * Gateways over HTTPS (uplink.md, HTTPS link): the same segments, acknowledgements and commands as
 * over MQTT, as protobuf.
 */
final class LinkApi {
  private static final String PROTOBUF = "application/x-protobuf";
  private static final int MAX_SEGMENTS = 256;
  // a window of the largest segments
  private static final int MAX_BATCH_BYTES = 8 << 20;
  private static final int MAX_MESSAGE_BYTES = 1 << 20;
  private static final int MAX_WAIT_S = 60;
  private static final Duration STORE_LIMIT = Duration.ofSeconds(30);
  private static final long BUSY_RETRY_S = 5;

  private static final String SIGNED = "Weir-HMAC ";

  private final DeviceAccess access;
  private final SignedAccess signed;
  private final Predicate<Arrival> ingest;
  private final Devices devices;
  private final Commands commands;
  private final Mailbox mailbox;
  private final Presence presence;
  private final Clock clock;

  LinkApi(FleetWeb.Link link, Devices devices, Commands commands, Clock clock) {
    this.access = link.access();
    this.signed = link.signed();
    this.ingest = link.ingest();
    this.mailbox = link.mailbox();
    this.presence = link.presence();
    this.devices = devices;
    this.commands = commands;
    this.clock = clock;
  }

  static List<Route> routes(FleetWeb.Link link, Devices devices, Commands commands, Clock clock) {
    LinkApi api = new LinkApi(link, devices, commands, clock);
    return List.of(
        Route.post("/v1/segments", Who.DEVICE, api::segments),
        Route.get("/v1/commands", Who.DEVICE, api::poll),
        Route.post("/v1/commands/{id}/reply", Who.DEVICE, api::reply),
        Route.post("/v1/status", Who.DEVICE, api::status),
        Route.get(
            "/v1/time",
            Who.DEVICE,
            context -> {
              api.device(context, 0);
              context.json(Map.of("epochMillis", clock.millis()));
            }));
  }

  /**
   * @param maxBody how much of the body is read, where it is signed
   */
  private Device device(Context context, int maxBody) {
    Device device =
        Guard.bearer(context)
            .flatMap(access::byToken)
            .or(() -> signer(context, maxBody))
            .or(() -> certificate(context))
            .orElseThrow(
                () ->
                    Problem.other(
                        401,
                        "The gateway is not known",
                        "expected a device token, a signature or a gateway's certificate"));
    Duration pause = access.pause(device);
    if (!pause.isZero()) {
      throw Problem.tooMany(pause.toSeconds() + 1);
    }
    presence.heard(device.id());
    return device;
  }

  private Optional<Device> certificate(Context context) {
    return context.req().getAttribute("jakarta.servlet.request.X509Certificate")
                instanceof X509Certificate[] chain
            && chain.length > 0
        ? access.byCertificate(chain[0])
        : Optional.empty();
  }

  /** By {@code Authorization: Weir-HMAC} and what belongs to it (uplink.md). */
  private Optional<Device> signer(Context context, int maxBody) {
    String header = context.header("Authorization");
    if (header == null || !header.startsWith(SIGNED)) {
      return Optional.empty();
    }
    try {
      String query = context.queryString();
      HmacSignature.Request request =
          new HmacSignature.Request(
              context.method().name(),
              context.req().getRequestURI() + (query == null ? "" : "?" + query),
              text(context, "Weir-Device"),
              Long.parseLong(text(context, "Weir-Timestamp")),
              text(context, "Weir-Nonce"),
              Bodies.bytes(context, maxBody));
      return Optional.of(signed.check(request, header.substring(SIGNED.length()).strip()));
    } catch (SignedAccess.Refused | IllegalArgumentException e) {
      // a gateway whose clock is not set learns the time from this and signs once more
      context.header("Weir-Time", Long.toString(clock.millis()));
      throw Problem.other(401, "The signature is refused", e.getMessage());
    }
  }

  private static String text(Context context, String header) {
    String value = context.header(header);
    if (value == null) {
      throw new IllegalArgumentException("expected the header " + header + ", found none");
    }
    return value;
  }

  private void segments(Context context) {
    Device device = device(context, MAX_BATCH_BYTES);
    SegmentBatch batch = parse(context, SegmentBatch.parser(), MAX_BATCH_BYTES);
    if (batch.getSegmentsCount() == 0 || batch.getSegmentsCount() > MAX_SEGMENTS) {
      throw Problem.invalid(
          "segments",
          "expected 1 to " + MAX_SEGMENTS + " segments, found " + batch.getSegmentsCount());
    }
    ByteString epoch = batch.getSegments(0).getEpoch();
    if (batch.getSegmentsList().stream().anyMatch(one -> !one.getEpoch().equals(epoch))) {
      throw Problem.invalid("epoch", "expected segments of one epoch, found more");
    }
    List<CompletableFuture<Verdict>> verdicts = new ArrayList<>();
    for (Segment segment : batch.getSegmentsList()) {
      CompletableFuture<Verdict> verdict = new CompletableFuture<>();
      if (!ingest.test(new Arrival(device.serial(), segment.toByteArray(), verdict::complete))) {
        break;
      }
      verdicts.add(verdict);
    }
    if (verdicts.isEmpty()) {
      throw Problem.busy("the store has more than it can take", BUSY_RETRY_S);
    }
    context.future(() -> acknowledge(context, epoch, verdicts));
  }

  private static CompletableFuture<?> acknowledge(
      Context context, ByteString epoch, List<CompletableFuture<Verdict>> verdicts) {
    return CompletableFuture.allOf(verdicts.toArray(CompletableFuture[]::new))
        .orTimeout(STORE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (done, failure) -> {
              if (failure instanceof TimeoutException) {
                throw Problem.busy("the store does not answer", BUSY_RETRY_S);
              }
              Acknowledgements answers = new Acknowledgements();
              verdicts.forEach(verdict -> answers.add(verdict.join()));
              List<Acknowledgements.Down> down = answers.take();
              Ack ack =
                  down.isEmpty() ? Ack.newBuilder().setEpoch(epoch).build() : down.get(0).ack();
              send(context, ack);
              return null;
            });
  }

  private void poll(Context context) {
    Device device = device(context, 0);
    Duration wait = Duration.ofSeconds(waitSeconds(context));
    // first ask to be woken, then look: what comes in between is not missed
    CompletableFuture<Void> bell =
        wait.isZero() ? CompletableFuture.completedFuture(null) : mailbox.await(device.id(), wait);
    List<CommandTable.Row> now = commands.fetch(device.id());
    if (!now.isEmpty() || wait.isZero()) {
      bell.complete(null);
      send(context, batch(now));
      return;
    }
    context.future(
        () -> bell.thenRunAsync(() -> send(context, batch(commands.fetch(device.id())))));
  }

  private static int waitSeconds(Context context) {
    String text = context.queryParam("wait");
    try {
      int seconds = text == null ? 0 : Integer.parseInt(text);
      if (seconds >= 0 && seconds <= MAX_WAIT_S) {
        return seconds;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw Problem.invalid("wait", "wait must be 0 to " + MAX_WAIT_S + " seconds, was " + text);
  }

  private static CommandBatch batch(List<CommandTable.Row> rows) {
    return CommandBatch.newBuilder()
        .addAllCommands(rows.stream().map(Commands::wire).toList())
        .build();
  }

  private void reply(Context context) {
    Device device = device(context, MAX_MESSAGE_BYTES);
    CommandReport report = parse(context, CommandReport.parser(), MAX_MESSAGE_BYTES);
    if (!report.getId().equals(context.pathParam("id"))) {
      throw Problem.invalid("id", "the report is of another command than the path");
    }
    commands.report(device.id(), report);
    context.status(204);
  }

  private void status(Context context) {
    Device device = device(context, MAX_MESSAGE_BYTES);
    Status status = parse(context, Status.parser(), MAX_MESSAGE_BYTES);
    devices.status(device.serial(), status, false, mailbox::ring);
    presence.said(device.id(), status.getOnline());
    context.status(204);
  }

  private static <T> T parse(Context context, Parser<T> parser, int max) {
    byte[] bytes = Bodies.bytes(context, max);
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw Problem.invalid(null, "the body is not the protobuf message that it should be");
    }
  }

  private static void send(Context context, MessageLite message) {
    context.contentType(PROTOBUF).result(message.toByteArray());
  }
}
