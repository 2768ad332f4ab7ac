package io.weir.fleet.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.weir.fleet.command.Commands;
import io.weir.fleet.command.InvalidCommand;
import io.weir.fleet.device.Devices;
import io.weir.fleet.store.CommandTable;
import io.weir.fleet.store.DeviceTable.Device;
import io.weir.fleet.web.Route.Who;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Commands to gateways. */
final class CommandApi {
  private static final String OF_DEVICE = "/api/v1/devices/{serial}/commands";
  private static final int DEFAULT_DEADLINE_S = 30;
  private static final int MOST_SHOWN = 200;
  private static final int LONGEST_SHOWN = 1_000;

  private final Devices devices;
  private final Commands commands;

  CommandApi(Devices devices, Commands commands) {
    this.devices = devices;
    this.commands = commands;
  }

  List<Route> routes() {
    return List.of(
        Route.post(OF_DEVICE, Who.USER, this::create),
        Route.get(OF_DEVICE, Who.USER, this::ofDevice),
        Route.get("/api/v1/commands/{id}", Who.USER, this::one));
  }

  /** What is asked for; the id may be chosen so that asking twice is harmless. */
  record Draft(
      String id, String service, String command, JsonNode arguments, Integer deadlineSeconds) {}

  /** How far a command has come, as its service said last. */
  record Progress(long percent, String message) {}

  /** A command and what became of it; no progress where its service says nothing of it. */
  record Life(
      String id,
      String serial,
      String service,
      String command,
      JsonNode arguments,
      String state,
      String status,
      String message,
      JsonNode result,
      Progress progress,
      String createdAt,
      String sentAt,
      String receivedAt,
      String doneAt,
      String deadline) {

    /** With long texts in the arguments cut: a part of a package is of no use in a list. */
    Life inAList() {
      if (!(arguments instanceof ObjectNode object)) {
        return this;
      }
      ObjectNode cut = object.deepCopy();
      for (Map.Entry<String, JsonNode> one : object.properties()) {
        int length = one.getValue().isTextual() ? one.getValue().textValue().length() : 0;
        if (length > LONGEST_SHOWN) {
          cut.put(one.getKey(), "(" + length + " characters)");
        }
      }
      return new Life(
          id,
          serial,
          service,
          command,
          cut,
          state,
          status,
          message,
          result,
          progress,
          createdAt,
          sentAt,
          receivedAt,
          doneAt,
          deadline);
    }
  }

  private void create(Context context) {
    Device device = DeviceApi.device(devices, context);
    Draft draft = Bodies.read(context, Draft.class);
    int deadline = draft.deadlineSeconds() == null ? DEFAULT_DEADLINE_S : draft.deadlineSeconds();
    JsonNode arguments =
        draft.arguments() == null || draft.arguments().isNull()
            ? Bodies.MAPPER.createObjectNode()
            : draft.arguments();
    try {
      CommandTable.Row row =
          commands.create(
              device,
              new Commands.Request(
                  draft.id(),
                  draft.service(),
                  draft.command(),
                  arguments,
                  Duration.ofSeconds(deadline)));
      context.header("Location", "/api/v1/commands/" + row.id());
      context.status(202).json(life(row));
    } catch (InvalidCommand e) {
      throw e.isConflict()
          ? Problem.conflict(e.field(), e.getMessage())
          : Problem.invalid(e.field(), e.getMessage());
    }
  }

  /**
   * A page of the list.
   *
   * @param older where the next page is, null on the last
   */
  record Page(List<Life> commands, String older) {}

  private void ofDevice(Context context) {
    Device device = DeviceApi.device(devices, context);
    int limit = limit(context.queryParam("limit"));
    // one more than asked for tells whether there is another page
    List<CommandTable.Row> rows =
        commands.ofDevice(device.id(), before(device, context.queryParam("before")), limit + 1);
    List<Life> page = rows.stream().limit(limit).map(CommandApi::life).map(Life::inAList).toList();
    String older =
        rows.size() <= limit
            ? null
            : "%s?before=%s&limit=%d".formatted(context.path(), page.get(limit - 1).id(), limit);
    context.json(new Page(page, older));
  }

  private static int limit(String text) {
    try {
      int limit = text == null ? MOST_SHOWN : Integer.parseInt(text);
      if (limit >= 1 && limit <= MOST_SHOWN) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw Problem.invalid("limit", "limit must be 1 to " + MOST_SHOWN + ", was \"" + text + "\"");
  }

  private CommandTable.Row before(Device device, String id) {
    if (id == null) {
      return null;
    }
    return commands
        .get(id)
        .filter(row -> row.deviceId() == device.id())
        .orElseThrow(
            () ->
                Problem.invalid(
                    "before", "before must be a command of this gateway, was \"" + id + "\""));
  }

  private void one(Context context) {
    String id = context.pathParam("id");
    context.json(
        commands
            .get(id)
            .map(CommandApi::life)
            .orElseThrow(() -> Problem.notFound("no command \"" + id + "\"")));
  }

  private static Life life(CommandTable.Row row) {
    return new Life(
        row.id(),
        row.serial(),
        row.service(),
        row.command(),
        Bodies.json(row.arguments()),
        row.state(),
        row.status(),
        row.message(),
        Bodies.json(row.result()),
        row.percent() == null ? null : new Progress(row.percent(), row.progress()),
        Times.text(row.createdMs()),
        Times.text(row.sentMs()),
        Times.text(row.receivedMs()),
        Times.text(row.doneMs()),
        Times.text(row.deadlineMs()));
  }
}
