package io.weir.host;

import io.weir.broker.Message;
import io.weir.plugin.CommandCancelled;
import io.weir.plugin.CommandRefused;
import io.weir.plugin.InvalidArgument;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the commands of one plugin, puts them on its lane, and sees to it that each gets its one
 * answer in time. Requests come on a thread of the bus, {@link #watch} on the host's.
 */
final class CommandDesk {
  private static final Logger LOG = LoggerFactory.getLogger("io.weir.host");

  // to notice that it is over, for a command that asks
  private static final Duration GRACE = Duration.ofSeconds(5);
  // every service has it, so that the cloud can cancel as it does everything else
  private static final String CANCEL = "weir:cancel";
  // whatever a deadline says
  static final Duration LONGEST = Duration.ofDays(1);

  /** A command that has no answer yet. */
  private final class Open {
    final CommandRequest request;
    final CommandCall call;
    final DeclaredCommand<?, ?> command;
    final Map<String, Object> arguments;
    final Duration limit;
    volatile boolean started;
    volatile boolean cancelled;

    Open(
        CommandRequest request,
        CommandCall call,
        DeclaredCommand<?, ?> command,
        Map<String, Object> arguments,
        Duration limit) {
      this.request = request;
      this.call = call;
      this.command = command;
      this.arguments = arguments;
      this.limit = limit;
    }

    long ends() {
      return call.arrived() + limit.toNanos();
    }
  }

  private final String service;
  private final Surroundings around;
  private final Repeats repeats;
  private final Lane lane;
  private final Counters counters;
  private final Supplier<Map<String, DeclaredCommand<?, ?>>> commands;
  private final Supplier<Outcome> closed;
  private final Set<Open> open = ConcurrentHashMap.newKeySet();

  /**
   * @param commands what the plugin has declared
   * @param closed why no command is taken now, null if they are
   */
  CommandDesk(
      String service,
      Surroundings around,
      Lane lane,
      Counters counters,
      Supplier<Map<String, DeclaredCommand<?, ?>>> commands,
      Supplier<Outcome> closed) {
    this.service = service;
    this.around = around;
    repeats = new Repeats(service, around);
    this.lane = lane;
    this.counters = counters;
    this.commands = commands;
    this.closed = closed;
  }

  /** A request has come. */
  void accept(Message message) {
    CommandCall call = repeats.admit(message);
    if (call == null) {
      return;
    }
    try {
      Outcome refused = take(message, call);
      if (refused != null) {
        call.answer(refused);
        if (refused.status() == CommandStatus.BUSY) {
          repeats.notRun(message);
        }
      }
    } finally {
      if (!call.isAnswered() && open.stream().noneMatch(one -> one.call == call)) {
        call.answer(Outcome.of(CommandStatus.FAILED, "the host could not take the command"));
      }
    }
  }

  /** Puts it on the lane. Returns why not, or null. */
  private Outcome take(Message message, CommandCall call) {
    CommandRequest request;
    Map<String, Object> arguments;
    try {
      request = CommandRequest.of(message);
      call.named(request.name());
      arguments = request.arguments().isBlank() ? Map.of() : Json.object(request.arguments());
    } catch (IllegalArgumentException e) {
      return Outcome.of(CommandStatus.INVALID, e.getMessage());
    }
    if (request.name().equals(CANCEL)) {
      return cancelled(arguments.get("id"));
    }
    Outcome shut = closed.get();
    if (shut != null) {
      return shut;
    }
    DeclaredCommand<?, ?> command = commands.get().get(request.name());
    if (command == null) {
      return Outcome.of(
          CommandStatus.UNKNOWN_COMMAND,
          service + " has no command " + request.name() + ", it has " + commands.get().keySet());
    }
    Duration limit = limit(request, command);
    if (limit.isZero() || limit.isNegative()) {
      return expired(request);
    }
    Open one = new Open(request, call, command, arguments, limit);
    open.add(one);
    Duration runs = command.takesLong() ? limit.plus(GRACE) : limit;
    Work work = new Work("command " + request.name(), runs, () -> run(one));
    if (!lane.offer(work)) {
      open.remove(one);
      return Outcome.of(
          CommandStatus.BUSY,
          around.limits().commandQueue() + " commands of " + service + " wait already");
    }
    return null;
  }

  private Outcome cancelled(Object id) {
    if (!(id instanceof String text) || text.isEmpty()) {
      return Outcome.of(CommandStatus.INVALID, "id must be the id of a command, was " + id);
    }
    return cancel(text)
        ? Outcome.of(CommandStatus.OK, "it is told to end")
        : Outcome.of(CommandStatus.REFUSED, "no command " + text + " waits or runs");
  }

  /** The host's own limit or the time to the deadline, whichever is shorter. */
  private Duration limit(CommandRequest request, DeclaredCommand<?, ?> command) {
    Limits limits = around.limits();
    if (request.deadline() == null) {
      return command.takesLong() ? limits.longCommand() : limits.command();
    }
    Duration left = Duration.between(around.ticker().now(), request.deadline());
    Duration most = command.takesLong() ? LONGEST : limits.command();
    return left.compareTo(most) < 0 ? left : most;
  }

  private static Outcome expired(CommandRequest request) {
    return Outcome.of(CommandStatus.EXPIRED, "not run: its deadline was " + request.deadline());
  }

  private void run(Open one) {
    one.started = true;
    try {
      if (!one.call.isAnswered() && !one.call.answer(outcome(one))) {
        LOG.atWarn()
            .addKeyValue("plugin", service)
            .addKeyValue("command", one.request.name())
            .log("the answer came after the command's time was over");
      }
    } finally {
      open.remove(one);
      one.call.answer(Outcome.of(CommandStatus.FAILED, "ended by an error of the JVM"));
    }
  }

  private Outcome outcome(Open one) {
    if (around.ticker().nanos() - one.ends() >= 0) {
      return late(one);
    }
    return handle(one, one.command);
  }

  private <Q extends Record, A extends Record> Outcome handle(
      Open one, DeclaredCommand<Q, A> command) {
    CommandProgress progress =
        new CommandProgress(
            around, service, one.request, () -> one.cancelled || one.call.isAnswered(), one.ends());
    try {
      Q request = PluginCode.call(() -> command.bind(one.arguments));
      if (one.request.dryRun()) {
        return Outcome.of(CommandStatus.OK, "the arguments fit; not run");
      }
      Map<String, Object> result = PluginCode.call(() -> command.handle(request, progress));
      Object message = result.get("message");
      return new Outcome(CommandStatus.OK, message instanceof String text ? text : "", result);
    } catch (PluginCode.Failure e) {
      return failed(one, e);
    }
  }

  private Outcome failed(Open one, PluginCode.Failure failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof InvalidArgument invalid) {
      return Outcome.of(CommandStatus.INVALID, invalid.getMessage());
    }
    if (cause instanceof CommandRefused refused) {
      return Outcome.of(CommandStatus.REFUSED, String.valueOf(refused.getMessage()));
    }
    if (cause instanceof CommandCancelled) {
      return !one.cancelled && around.ticker().nanos() - one.ends() >= 0
          ? Outcome.of(CommandStatus.TIMEOUT, "told to end after " + one.limit.toMillis() + " ms")
          : Outcome.of(CommandStatus.REFUSED, "cancelled");
    }
    counters.errors.incrementAndGet();
    LOG.atWarn()
        .addKeyValue("plugin", service)
        .addKeyValue("command", one.request.name())
        .setCause(cause)
        .log("a command failed");
    return Outcome.of(CommandStatus.FAILED, failure.getMessage());
  }

  /** Answers what has run out of time. */
  void watch(long now) {
    for (Open one : open) {
      if (now - one.ends() >= 0 && one.call.answer(late(one)) && !one.started) {
        open.remove(one);
      }
    }
  }

  private Outcome late(Open one) {
    String after = one.limit.toMillis() + " ms";
    if (one.started) {
      return Outcome.of(CommandStatus.TIMEOUT, "still running after " + after);
    }
    return one.request.deadline() == null
        ? Outcome.of(CommandStatus.TIMEOUT, "other work of the plugin took longer than " + after)
        : expired(one.request);
  }

  /**
   * Cancels the command with this id: one that waits is not run, a long one that runs is told, any
   * other runs on.
   *
   * @return whether there is such a command
   */
  boolean cancel(String id) {
    boolean found = false;
    for (Open one : open) {
      if (one.request.id().equals(id) && !id.isEmpty()) {
        found = true;
        one.cancelled = true;
        if (!one.started && one.call.answer(Outcome.of(CommandStatus.REFUSED, "cancelled"))) {
          open.remove(one);
        }
      }
    }
    return found;
  }

  /** Answers everything that has no answer yet. */
  void endAll(Outcome outcome) {
    open.forEach(one -> one.call.answer(outcome));
    open.clear();
  }

  /** Answers what waits behind something that does not end. */
  void endWaiting(Outcome outcome) {
    for (Open one : open) {
      if (!one.started && one.call.answer(outcome)) {
        open.remove(one);
      }
    }
  }
}
