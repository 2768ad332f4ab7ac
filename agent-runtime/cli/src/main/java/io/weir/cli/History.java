package io.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "history",
    description = "What this gateway itself still has of the past, also after the cloud took it.",
    footer = {"", "Example: weir history cpu:total --from 2026-11-21T08:00:00Z"})
final class History implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", description = "The metric's name; all of them without it.")
  private String name;

  @Option(names = "--from", description = "RFC 3339 or seconds since 1970 (an hour ago).")
  private String from;

  @Option(names = "--to", description = "RFC 3339 or seconds since 1970 (now).")
  private String to;

  @Option(names = "--json", description = "Print each record as one line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    ObjectNode request = range(from, to);
    if (name != null) {
      request.put("name", name);
    }
    try (Gateway gateway = Gateway.open()) {
      JsonNode page;
      do {
        page = gateway.ask("agent.history", request.toString());
        page.path("records")
            .forEach(record -> out.println(json ? record.toString() : line(record)));
        request.put("after", page.path("next").asLong());
      } while (page.hasNonNull("next"));
      return Exit.DONE;
    }
  }

  static ObjectNode range(String from, String to) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    put(request, "from", from);
    put(request, "to", to);
    return request;
  }

  private static void put(ObjectNode request, String field, String time) {
    if (time != null && time.matches("[0-9.]+")) {
      request.put(field, Double.parseDouble(time));
    } else if (time != null) {
      request.put(field, time);
    }
  }

  private static String line(JsonNode record) {
    Instant time = Instant.ofEpochMilli(Math.round(record.path("time").asDouble() * 1000));
    return String.format(
        "%-24s %-28s %s %s",
        time,
        record.path("name").asText(),
        record.path(record.has("value") ? "value" : "sum").asText(),
        record.path("unit").asText());
  }
}
