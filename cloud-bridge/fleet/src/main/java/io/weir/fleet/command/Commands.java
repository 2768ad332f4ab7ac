package io.weir.fleet.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.weir.fleet.store.CommandTable;
import io.weir.fleet.store.Database;
import io.weir.fleet.store.DeviceTable.Device;
import io.weir.uplink.proto.Command;
import io.weir.uplink.proto.CommandReport;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of commands: written with a deadline, sent when the gateway is there, expired when
 * nothing comes of them. Sending is safe to repeat, for a gateway runs no id twice. Any thread.
 */
public final class Commands {
  private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");
  // a SenML name (RFC 8428 s4.5.1)
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9:./_-]{0,127}");
  // a SenML string in our packs
  private static final int MAX_ARGUMENTS = 64 * 1024;
  private static final Duration LONGEST = Duration.ofDays(7);

  /** An answer given before the deadline is on its way for a while. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  /**
   * An answer to a poll can be lost on its way: what is not received by then is handed out again.
   */
  private static final Duration FETCH_AGAIN = Duration.ofSeconds(15);

  private final Database database;
  private final Clock clock;
  private final Sender sender;
  private final Set<String> sending = ConcurrentHashMap.newKeySet();

  /** The ways down to gateways. */
  public interface Sender {
    /** Whether the gateway waits at this moment to fetch its commands, and is told to. */
    boolean fetches(long deviceId);

    /** Sends; done when the broker has it. */
    CompletableFuture<Void> send(String serial, Command command);
  }

  /**
   * What somebody asks for.
   *
   * @param id chosen by the caller so that asking twice is harmless, or null
   */
  public record Request(
      String id, String service, String command, JsonNode arguments, Duration deadline) {
    public Request {
      check("service", service != null && SERVICE.matcher(service).matches(), SERVICE, service);
      check("command", command != null && NAME.matcher(command).matches(), NAME, command);
      check("id", id == null || isUuid(id), "a UUID", id);
      check("arguments", arguments.isObject(), "a JSON object", arguments.getNodeType());
      int size = arguments.toString().getBytes(StandardCharsets.UTF_8).length;
      check("arguments", size <= MAX_ARGUMENTS, "at most " + MAX_ARGUMENTS + " bytes", size);
      boolean inTime = deadline.toMillis() > 0 && deadline.compareTo(LONGEST) <= 0;
      check("deadlineSeconds", inTime, "up to " + LONGEST.toSeconds(), deadline.toSeconds());
    }

    private static boolean isUuid(String text) {
      try {
        return UUID.fromString(text).toString().equalsIgnoreCase(text);
      } catch (IllegalArgumentException e) {
        return false;
      }
    }

    private static void check(String field, boolean good, Object expected, Object found) {
      if (!good) {
        throw new InvalidCommand(field, field + " must be " + expected + ", was " + found);
      }
    }
  }

  public Commands(Database database, Clock clock, Sender sender) {
    this.database = database;
    this.clock = clock;
    this.sender = sender;
  }

  /**
   * Writes a command and sends it if the gateway is there.
   *
   * @throws InvalidCommand if the id stands for another command
   */
  public CommandTable.Row create(Device device, Request request) {
    long now = clock.millis();
    String id = request.id() == null ? UUID.randomUUID().toString() : request.id().toLowerCase();
    CommandTable.Draft draft =
        new CommandTable.Draft(
            id,
            device.id(),
            request.service(),
            request.command(),
            request.arguments().toString(),
            now,
            now + request.deadline().toMillis());
    database.useWrite(handle -> CommandTable.insert(handle, draft));
    CommandTable.Row row = get(id).orElseThrow();
    if (row.deviceId() != device.id()
        || !row.service().equals(draft.service())
        || !row.command().equals(draft.command())
        || !row.arguments().equals(draft.arguments())) {
      throw new InvalidCommand("id", "the id " + id + " is taken by another command", true);
    }
    if (!sender.fetches(device.id()) && device.online()) {
      deliver(device.id());
    }
    return get(id).orElseThrow();
  }

  public Optional<CommandTable.Row> get(String id) {
    return database.read(handle -> CommandTable.byId(handle, id));
  }

  /**
   * Commands of a gateway, newest first.
   *
   * @param before only those further down the list than this one; null for the newest
   */
  public List<CommandTable.Row> ofDevice(long deviceId, CommandTable.Row before, int limit) {
    return database.read(handle -> CommandTable.ofDevice(handle, deviceId, before, limit));
  }

  /** Sends what a gateway has not got yet. Does not wait. */
  public void deliver(long deviceId) {
    long now = clock.millis();
    for (CommandTable.Row row :
        database.read(handle -> CommandTable.undelivered(handle, deviceId, now))) {
      if (sending.add(row.id())) {
        sender.send(row.serial(), wire(row)).whenComplete((done, failure) -> sent(row, failure));
      }
    }
  }

  // called by the link's callback: the row is written elsewhere
  private void sent(CommandTable.Row row, Throwable failure) {
    if (failure != null) {
      sending.remove(row.id());
      LOG.atDebug().addKeyValue("id", row.id()).setCause(failure).log("command not sent yet");
      return;
    }
    long now = clock.millis();
    CompletableFuture.runAsync(
            () -> database.useWrite(handle -> CommandTable.sent(handle, row.id(), now)))
        .whenComplete(
            (done, problem) -> {
              sending.remove(row.id());
              if (problem != null) {
                LOG.atWarn().addKeyValue("id", row.id()).setCause(problem).log("not marked sent");
              }
            });
  }

  /** Hands out what a gateway should fetch now, and notes that it was sent. */
  public List<CommandTable.Row> fetch(long deviceId) {
    long now = clock.millis();
    List<CommandTable.Row> rows =
        database.read(
            handle -> CommandTable.toFetch(handle, deviceId, now, now - FETCH_AGAIN.toMillis()));
    if (!rows.isEmpty()) {
      database.useWrite(handle -> rows.forEach(row -> CommandTable.sent(handle, row.id(), now)));
    }
    return rows;
  }

  /** Writes what a gateway says of a command. */
  public void report(long deviceId, CommandReport report) {
    database.useWrite(handle -> Answers.apply(handle, deviceId, report, clock.millis()));
  }

  /** Expires what is past its deadline; returns how many. */
  public int sweep() {
    long now = clock.millis();
    return database.write(handle -> CommandTable.expire(handle, now, GRACE.toMillis()));
  }

  /** A command as it travels: its request is the pack that bus.md asks for. */
  public static Command wire(CommandTable.Row row) {
    try {
      byte[] pack =
          MAPPER.writeValueAsBytes(
              List.of(
                  MAPPER
                      .createObjectNode()
                      .put("bn", "")
                      .put("t", row.createdMs() / 1000.0)
                      .put("n", row.command())
                      .put("vs", row.arguments())));
      return Command.newBuilder()
          .setId(row.id())
          .setService(row.service())
          .setDeadlineMs(row.deadlineMs())
          .setRequest(ByteString.copyFrom(pack))
          .build();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a command cannot be written as JSON", e);
    }
  }
}
