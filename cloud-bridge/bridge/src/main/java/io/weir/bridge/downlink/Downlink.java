package io.weir.bridge.downlink;

import com.google.protobuf.InvalidProtocolBufferException;
import io.weir.bridge.uplink.Uplink;
import io.weir.broker.Bus;
import io.weir.broker.BusException;
import io.weir.broker.Message;
import io.weir.broker.NobodyListens;
import io.weir.broker.Subscription;
import io.weir.outbox.Batch;
import io.weir.outbox.CommandJournal;
import io.weir.outbox.CommandJournal.Known;
import io.weir.outbox.Outbox;
import io.weir.outbox.OutboxException;
import io.weir.uplink.proto.Command;
import io.weir.uplink.proto.CommandReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes commands from the cloud to the services of this gateway, each once, and its answer back,
 * each once. A command is written to the journal before the cloud may forget it, and its answer
 * before anything else is done with it.
 *
 * <p>Everything happens on the one thread of the executor ({@code weir-downlink}); while a service
 * works nobody waits for it. {@link #accept} may be called by any thread.
 */
public final class Downlink implements Uplink.CommandSink, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Downlink.class);
  // 1,000 waiting commands: beyond that the cloud's broker keeps them
  private static final int MOST_WAITING = 1_000;
  // it becomes a header on the bus, which takes nothing else
  private static final Pattern ID = Pattern.compile("[!-~]{1,128}");
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration WITHOUT_DEADLINE = Duration.ofSeconds(60);
  private static final Duration LONGEST = Duration.ofHours(1);
  // the host answers at the deadline itself, and says more than we could
  private static final Duration GRACE = Duration.ofMillis(500);

  private final Bus bus;
  private final CommandJournal journal;
  private final Outbox outbox;
  private final ScheduledExecutorService executor;
  private final InstantSource clock;
  private final Runnable appended;
  private final Duration settling;
  private final long startedAt = System.nanoTime();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Running running = new Running();
  private final Set<String> unsure = new HashSet<>();
  private final Subscription progress;
  private boolean trouble;

  /**
   * @param executor of one thread
   * @param settling how long after the start a service that is not there may still come: commands
   *     may be here before the plugins that they are for
   * @param appended told after each entry
   */
  public Downlink(
      Bus bus,
      CommandJournal journal,
      Outbox outbox,
      ScheduledExecutorService executor,
      InstantSource clock,
      Duration settling,
      Runnable appended) {
    this.settling = settling;
    this.bus = bus;
    this.journal = journal;
    this.outbox = outbox;
    this.executor = executor;
    this.clock = clock;
    this.appended = appended;
    progress =
        bus.subscribe(
            "services.*.progress",
            said -> Progress.of(said).ifPresent(one -> safely(() -> tell(one))));
  }

  /** Answers what the last run of the agent left unanswered. Returns at once. */
  public void start() {
    safely(this::answerLeftOver);
  }

  @Override
  public void accept(Command command, Runnable taken) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      LOG.atWarn().addKeyValue("id", command.getId()).log("too many commands, the cloud keeps it");
      return;
    }
    safely(
        () -> {
          takeOrSayWhy(command, taken);
          waiting.decrementAndGet();
        });
  }

  /** Runs on the thread, again and again until the outbox works. */
  private void safely(Runnable step) {
    later(Duration.ZERO, step);
  }

  private void later(Duration delay, Runnable step) {
    try {
      executor.schedule(() -> run(step), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // the bridge stops: what is not answered will be after the next start
      LOG.atDebug().setCause(e).log("a command arrived while the bridge stops");
    }
  }

  private void run(Runnable step) {
    try {
      step.run();
      trouble = false;
    } catch (OutboxException e) {
      if (!trouble) {
        LOG.atWarn().setCause(e).log("the command journal fails, trying again every second");
      }
      trouble = true;
      later(RETRY, step);
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("a command could not be handled");
    }
  }

  /** A fault of our own costs this command; the place in the line is free again. */
  private void takeOrSayWhy(Command command, Runnable taken) {
    try {
      take(command, taken);
    } catch (OutboxException e) {
      throw e; // tried again as a whole
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("a command could not be handled");
    }
  }

  private void take(Command command, Runnable taken) {
    Instant now = clock.instant();
    if (command.getId().isEmpty()) {
      LOG.atWarn().log("a command without an id cannot be answered and is dropped");
    } else if (!ID.matcher(command.getId()).matches()) {
      append(Reports.own(command, "invalid", "an id must match " + ID, now));
    } else {
      admit(command, now);
    }
    taken.run();
  }

  private void admit(Command command, Instant now) {
    Optional<Checks.Verdict> verdict = Checks.verdict(command, now);
    // what is not run need not be kept whole, however large it is
    Command kept = verdict.isPresent() ? command.toBuilder().clearRequest().build() : command;
    Optional<Known> known = admitted(command, kept, now);
    if (known.isPresent()) {
      repeat(known.get());
      return;
    }
    appended.run();
    LOG.atDebug().addKeyValue("id", command.getId()).log("command taken");
    if (verdict.isPresent()) {
      answer(Reports.own(command, verdict.get().status(), verdict.get().message(), now));
    } else if (running.begin(command.getId(), command.getService())) {
      request(command);
    } else {
      answer(Reports.own(command, "busy", "too many commands run on this service", now));
    }
  }

  private Optional<Known> admitted(Command command, Command kept, Instant now) {
    String id = command.getId();
    try {
      CommandReport receipt = Reports.received(command, now);
      Optional<Known> known = journal.admit(id, kept.toByteArray(), Reports.draft(receipt));
      boolean byUs = unsure.remove(id) && known.isPresent() && known.get().response() == null;
      return byUs ? Optional.empty() : known;
    } catch (OutboxException e) {
      // nobody knows whether it is written: if it is, the next try finds it there
      unsure.add(id);
      throw e;
    }
  }

  /** Seen before: what was answered is sent again; what is still running will be answered. */
  private void repeat(Known known) {
    if (known.response() != null) {
      try {
        append(CommandReport.parseFrom(known.response()));
      } catch (InvalidProtocolBufferException e) {
        LOG.atError().addKeyValue("id", known.id()).setCause(e).log("a kept answer is damaged");
      }
    }
  }

  private void request(Command command) {
    Instant now = clock.instant();
    Instant deadline =
        command.getDeadlineMs() == 0 ? now.plus(WITHOUT_DEADLINE) : Checks.deadline(command);
    Duration left = Duration.between(now, deadline);
    if (left.isNegative() || left.isZero()) {
      end(command, Reports.own(command, "timeout", "nobody was there before " + deadline, now));
      return;
    }
    if (!bus.state().connected()) {
      again(command);
      return;
    }
    Message message =
        new Message(
            "commands." + command.getService() + ".req",
            Map.of("Weir-Command-Id", command.getId(), "Weir-Deadline", deadline.toString()),
            command.getRequest().toByteArray(),
            null);
    Duration limit = left.compareTo(LONGEST) < 0 ? left : LONGEST;
    asked(message, limit.plus(GRACE))
        .whenComplete((response, failure) -> safely(() -> finish(command, response, failure)));
  }

  /** What the bus does not even take is a failure like any other, and is answered. */
  private CompletableFuture<Message> asked(Message message, Duration limit) {
    try {
      return bus.request(message, limit);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void finish(Command command, Message response, Throwable failure) {
    Instant now = clock.instant();
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause == null) {
      end(command, Reports.answered(command, response.payload(), now));
    } else if (cause instanceof NobodyListens) {
      nobodyListens(command, now);
    } else {
      // it may have been run: never a second time
      String status = cause instanceof BusException ? "timeout" : "failed";
      end(command, Reports.own(command, status, String.valueOf(cause.getMessage()), now));
    }
  }

  private void nobodyListens(Command command, Instant now) {
    if (System.nanoTime() - startedAt < settling.toNanos()) {
      again(command);
      return;
    }
    String message = "there is no service " + command.getService() + " on this gateway";
    end(command, Reports.own(command, "unknown_service", message, now));
  }

  private void again(Command command) {
    later(RETRY.dividedBy(4), () -> request(command));
  }

  private void end(Command command, CommandReport report) {
    answer(report);
    running.end(command.getId());
  }

  /** A step of its own: when the disk fails now it is tried again, and what led here is not. */
  private void answer(CommandReport report) {
    safely(
        () -> {
          journal.answer(report.getId(), report.toByteArray(), Reports.draft(report));
          appended.run();
          LOG.atDebug()
              .addKeyValue("id", report.getId())
              .addKeyValue("status", report.getStatus())
              .log("command answered");
        });
  }

  /** How far a command of the cloud is. The next one tells as well: nothing is tried again. */
  private void tell(Progress said) {
    boolean known = running.runs(said.id(), said.service());
    if (known && running.tells(said.id(), said.percent() >= 100, System.nanoTime())) {
      CommandReport report =
          Reports.progress(said.id(), said.percent(), said.message(), clock.instant());
      try {
        outbox.append(Batch.of(Reports.draft(report)));
        appended.run();
      } catch (OutboxException e) {
        LOG.atDebug().addKeyValue("id", said.id()).setCause(e).log("progress is not told");
      }
    }
  }

  private void append(CommandReport report) {
    safely(
        () -> {
          outbox.append(Batch.of(Reports.draft(report)));
          appended.run();
        });
  }

  private void answerLeftOver() {
    Instant now = clock.instant();
    for (Known known : journal.unanswered()) {
      try {
        Command command = Command.parseFrom(known.request());
        boolean expired = Checks.expired(command, now);
        answer(
            expired
                ? Reports.own(
                    command, "expired", "the agent was restarted, the deadline passed", now)
                : Reports.own(command, "failed", "the agent was restarted while it ran", now));
      } catch (InvalidProtocolBufferException e) {
        LOG.atError().addKeyValue("id", known.id()).setCause(e).log("a kept command is damaged");
      }
    }
  }

  /** Listens no more. The executor is whose it was. */
  @Override
  public void close() {
    progress.close();
  }
}
