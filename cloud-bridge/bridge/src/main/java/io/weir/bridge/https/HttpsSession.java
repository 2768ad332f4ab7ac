package io.weir.bridge.https;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.weir.bridge.https.PostQueue.Post;
import io.weir.bridge.uplink.CloudLink.Events;
import io.weir.bridge.uplink.Outage;
import io.weir.bridge.uplink.Outgoing;
import io.weir.uplink.proto.Ack;
import io.weir.uplink.proto.Command;
import io.weir.uplink.proto.CommandBatch;
import io.weir.uplink.proto.Refusal;
import io.weir.uplink.proto.Segment;
import io.weir.uplink.proto.SegmentBatch;
import io.weir.uplink.proto.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes on between one {@code connect} and its end: the birth, posts of segments, and one long
 * poll for commands after another. Called by {@code weir-uplink} and the client's threads; only
 * {@link #goodbye} waits.
 */
final class HttpsSession {
  private static final Logger LOG = LoggerFactory.getLogger(HttpsSession.class);
  private static final long GOODBYE_MS = 400;
  private static final long POLL_AGAIN_MS = 1_000;
  // 4 MiB: a thousand waiting commands of ordinary size, or fifteen of the largest
  private static final long MOST_ANSWER = 4 << 20;
  // a cloud without this path is still one that takes segments
  private static final int NOT_FOUND = 404;

  private final HttpClient client;
  private final Requests requests;
  private final Events events;
  private final TakenCommands taken;
  private final AtomicBoolean over = new AtomicBoolean();
  private final PostQueue queue = new PostQueue();
  private final Set<CompletableFuture<?>> running = ConcurrentHashMap.newKeySet();

  HttpsSession(HttpClient client, Requests requests, TakenCommands taken, Events events) {
    this.client = client;
    this.requests = requests;
    this.taken = taken;
    this.events = events;
  }

  /**
   * Asks for commands first, without waiting for any: that is little and answered at once, so what
   * takes its time after that is the line and not the cloud.
   */
  void open(Status birth) {
    commands(
        Duration.ZERO,
        waiting -> {
          events.reached();
          handOver(waiting);
          status(
              birth,
              () -> {
                events.up();
                poll();
              });
        });
  }

  void announce(Status status) {
    status(status, () -> {});
  }

  private void status(Status status, Runnable then) {
    byte[] body = status.toByteArray();
    exchange(
        () -> requests.post("/v1/status", body),
        answer -> {
          if (success(answer) || answer.statusCode() == NOT_FOUND) {
            then.run();
          } else {
            over(answer);
          }
        });
  }

  void send(List<Outgoing> segments) {
    queue.add(segments);
    post();
  }

  private void post() {
    Post next = queue.begin(System.nanoTime());
    while (!next.segments().isEmpty()) {
      post(next);
      next = queue.begin(System.nanoTime());
    }
  }

  private void post(Post next) {
    byte[] body = body(next.segments());
    exchange(
        () -> requests.post("/v1/segments", body),
        answer -> {
          queue.end(next, System.nanoTime());
          posted(next.segments(), answer);
          post();
        });
  }

  private void posted(List<Outgoing> batch, HttpResponse<byte[]> answer) {
    if (success(answer)) {
      try {
        Ack ack = Ack.parseFrom(answer.body());
        batch.forEach(segment -> events.delivered(segment.seq()));
        events.stored(ack);
      } catch (InvalidProtocolBufferException e) {
        over(Outage.network("the cloud's answer is no acknowledgement: " + e.getMessage()));
      }
    } else if (!HttpsOutage.permanent(answer.statusCode())) {
      over(answer);
    } else if (batch.size() > 1) {
      // one of them is at fault: each alone, so that the others arrive
      queue.addSingly(batch);
    } else {
      refused(batch.get(0), answer.statusCode());
    }
  }

  private void refused(Outgoing segment, int status) {
    try {
      Refusal why =
          Refusal.newBuilder()
              .setSeq(segment.seq())
              .setReason("the cloud answers with " + status)
              .build();
      Segment sent = Segment.parseFrom(segment.wire());
      events.delivered(segment.seq());
      events.stored(Ack.newBuilder().setEpoch(sent.getEpoch()).addRefused(why).build());
    } catch (InvalidProtocolBufferException e) {
      over(Outage.network("a segment of ours cannot be read: " + e.getMessage()));
    }
  }

  /** A SegmentBatch, without reading the segments again. */
  private static byte[] body(List<Outgoing> batch) {
    var bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      for (Outgoing segment : batch) {
        out.writeByteArray(SegmentBatch.SEGMENTS_FIELD_NUMBER, segment.wire());
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private void poll() {
    commands(requests.poll(), commands -> pollAgain(commands, handOver(commands)));
  }

  private void commands(Duration wait, Consumer<List<Command>> then) {
    exchange(
        () -> requests.commands(wait),
        answer -> {
          if (!success(answer)) {
            over(answer);
            return;
          }
          try {
            then.accept(CommandBatch.parseFrom(answer.body()).getCommandsList());
          } catch (InvalidProtocolBufferException e) {
            over(Outage.network("the cloud's commands cannot be read: " + e.getMessage()));
          }
        });
  }

  /** Returns those that were not safe before. */
  private List<Command> handOver(List<Command> commands) {
    long now = System.nanoTime();
    List<Command> news =
        commands.stream().filter(command -> !taken.has(command.getId(), now)).toList();
    for (Command command : news) {
      events.command(command, () -> taken.add(command.getId(), System.nanoTime()));
    }
    return news;
  }

  private void pollAgain(List<Command> commands, List<Command> news) {
    // nothing but what we have: its receipt is on the way, asking at once would only spin
    boolean spin = news.isEmpty() ? !commands.isEmpty() : !allTaken(news);
    if (spin) {
      CompletableFuture.delayedExecutor(POLL_AGAIN_MS, TimeUnit.MILLISECONDS)
          .execute(this::pollUnlessOver);
    } else {
      pollUnlessOver();
    }
  }

  private boolean allTaken(List<Command> commands) {
    long now = System.nanoTime();
    return commands.stream().allMatch(command -> taken.has(command.getId(), now));
  }

  private void pollUnlessOver() {
    if (!over.get()) {
      poll();
    }
  }

  private void exchange(Supplier<HttpRequest> request, Consumer<HttpResponse<byte[]>> then) {
    exchange(request, then, true);
  }

  private void exchange(
      Supplier<HttpRequest> request, Consumer<HttpResponse<byte[]>> then, boolean again) {
    if (over.get()) {
      return;
    }
    try {
      ask(request.get(), request, then, again);
    } catch (RuntimeException e) {
      // whoever waits for an answer would wait for ever
      fault(e);
    }
  }

  private void ask(
      HttpRequest next,
      Supplier<HttpRequest> request,
      Consumer<HttpResponse<byte[]>> then,
      boolean again) {
    CompletableFuture<HttpResponse<byte[]>> call =
        client.sendAsync(next, LimitedBody.of(MOST_ANSWER));
    running.add(call);
    // the client's own limit ends with the head of the answer: one that trickles would take for
    // ever
    CompletableFuture<Void> clock = new CompletableFuture<>();
    clock.orTimeout(next.timeout().orElseThrow().toSeconds() + 1, TimeUnit.SECONDS);
    clock.whenComplete((ended, late) -> endIf(late != null, call));
    call.whenComplete(
        (answer, failure) -> {
          running.remove(call);
          clock.complete(null);
          if (over.get()) {
            return;
          }
          try {
            if (failure != null) {
              over(HttpsOutage.of(failure));
            } else if (again && refused(answer) && requests.learnedClock(answer)) {
              exchange(request, then, false);
            } else {
              then.accept(answer);
            }
          } catch (RuntimeException e) {
            fault(e);
          }
        });
  }

  private void fault(RuntimeException e) {
    LOG.atError().setCause(e).log("a request or its answer could not be handled");
    over(Outage.network("a request or its answer could not be handled: " + e));
  }

  private void endIf(boolean late, CompletableFuture<?> call) {
    if (late) {
      over(Outage.network("the cloud's answer does not come to its end"));
      call.cancel(true);
    }
  }

  private static boolean refused(HttpResponse<?> answer) {
    return answer.statusCode() == 401 || answer.statusCode() == 403;
  }

  private static boolean success(HttpResponse<?> answer) {
    return answer.statusCode() / 100 == 2;
  }

  private void over(HttpResponse<?> answer) {
    over(HttpsOutage.of(answer, Instant.now()));
  }

  private void over(Outage outage) {
    if (over.compareAndSet(false, true)) {
      events.down(outage);
    }
  }

  /**
   * No event comes after this, and nothing is awaited any more. Returns whether there were requests
   * without an answer.
   */
  boolean end() {
    over.set(true);
    List<CompletableFuture<?>> unanswered = List.copyOf(running);
    unanswered.forEach(call -> call.cancel(true));
    return !unanswered.isEmpty();
  }

  /** Says that we leave, if that is quick. */
  void goodbye(Status gone) {
    end();
    try {
      client
          .sendAsync(requests.post("/v1/status", gone.toByteArray()), BodyHandlers.discarding())
          .get(GOODBYE_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.atDebug().setCause(e).log("no goodbye, the cloud sees it by our silence");
    }
  }
}
