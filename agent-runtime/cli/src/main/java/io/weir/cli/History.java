package io.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "history",
    description = "What this gateway itself still has of the past, also after the cloud took it.",
    footer = {
      "",
      "Examples: weir history cpu:total --from 10m",
      "          weir history --from 2026-01-31T08:00:00Z --to 2026-01-31T09:00:00Z"
    })
final class History implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", description = "The metric's name; all of them without it.")
  private String name;

  @Option(names = "--from", paramLabel = "TIME", description = Moment.FORMS + "; else an hour ago.")
  private Moment from;

  @Option(names = "--to", paramLabel = "TIME", description = "The same; else now.")
  private Moment to;

  @Option(names = "--json", description = "Print each record as one line of JSON.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    ObjectNode request = range(from, to, spec.commandLine());
    long count = 0;
    if (name != null) {
      request.put("name", name);
    }
    try (Gateway gateway = Gateway.open()) {
      JsonNode page;
      do {
        page = gateway.ask("agent.history", request.toString());
        page.path("records")
            .forEach(record -> out.println(json ? record.toString() : line(record)));
        count += page.path("records").size();
        request.put("after", page.path("next").asLong());
      } while (page.hasNonNull("next") && !out.checkError());
      if (count == 0) {
        spec.commandLine()
            .getErr()
            .println("nothing of that in this time; 'weir sub' shows what is published now");
      }
      return Exit.DONE;
    }
  }

  /**
   * @throws ParameterException if it runs backwards
   */
  static ObjectNode range(Moment from, Moment to, CommandLine command) {
    if (from != null && to != null && from.at().isAfter(to.at())) {
      throw new ParameterException(
          command, "--from must not be after --to, was " + from.at() + " and " + to.at());
    }
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    if (from != null) {
      request.put("from", from.at().toString());
    }
    return to == null ? request : request.put("to", to.at().toString());
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
