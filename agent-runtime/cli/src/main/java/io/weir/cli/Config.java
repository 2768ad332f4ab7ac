package io.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "config",
    description = "The configuration of the agent and its plugins.",
    footer = {"", "Example: weir config set io.weir.temperature poll.time.ms=5000"})
final class Config {
  // a change waits until the plugin was seen to run with it, 10 s at the most
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  @Spec private CommandSpec spec;

  @Command(description = "Everything that can be configured.")
  int list(
      @Option(names = "--doc", description = "With type, default and what each key does.")
          boolean doc,
      @Option(names = "--json", description = "Print JSON for a program to read.") boolean json) {
    return ask(
        request("list", null),
        json,
        answer -> {
          for (JsonNode configuration : answer.path("configurations")) {
            print(configuration, doc);
          }
        });
  }

  @Command(description = "One configuration.")
  int get(
      @Parameters(paramLabel = "PID", description = "As 'weir config list' shows it.") String pid,
      @Parameters(paramLabel = "KEY", arity = "0..1", description = "Print this value only.")
          String key,
      @Option(names = "--json", description = "Print JSON for a program to read.") boolean json) {
    return ask(
        request("get", pid),
        json,
        answer -> {
          if (key == null) {
            print(answer, true);
          } else {
            out().println(value(answer, key));
          }
        });
  }

  @Command(
      description =
          "Changes values; a wrong one is refused and nothing changes. KEY= brings the default back.")
  int set(
      @Parameters(index = "0", paramLabel = "PID", description = "As 'weir config list' shows it.")
          String pid,
      @Parameters(
              index = "1..*",
              arity = "1..*",
              paramLabel = "KEY=VALUE",
              description = "What to change.")
          Map<String, String> values,
      @Option(names = "--json", description = "Print JSON for a program to read.") boolean json) {
    ObjectNode request = request("set", pid);
    ObjectNode changes = request.putObject("values");
    values.forEach(changes::put);
    return ask(request, json, answer -> print(answer, false));
  }

  @Command(description = "The states it had before, ten at the most.")
  int history(
      @Parameters(paramLabel = "PID", description = "As 'weir config list' shows it.") String pid,
      @Option(names = "--json", description = "Print JSON for a program to read.") boolean json) {
    return ask(
        request("history", pid),
        json,
        answer -> {
          Table table = new Table(">REVISION", "UNTIL");
          for (JsonNode r : answer.path("revisions")) {
            table.row(
                r.path("revision").asText(),
                Instant.ofEpochMilli(r.path("at").asLong()).toString());
          }
          table.print(out());
        });
  }

  @Command(description = "Takes back the last change, or goes to an earlier state.")
  int rollback(
      @Parameters(paramLabel = "PID", description = "As 'weir config list' shows it.") String pid,
      @Option(
              names = "--to",
              paramLabel = "REVISION",
              description = "As 'weir config history' shows it.")
          Integer revision,
      @Option(names = "--json", description = "Print JSON for a program to read.") boolean json) {
    ObjectNode request = request("rollback", pid);
    if (revision != null) {
      request.put("revision", revision);
    }
    return ask(
        request,
        json,
        answer -> {
          out().println("went back to revision " + answer.path("revision").asText());
          print(answer, false);
        });
  }

  private int ask(ObjectNode request, boolean json, java.util.function.Consumer<JsonNode> show) {
    try (Gateway gateway = Gateway.open()) {
      JsonNode answer = gateway.ask("agent.config", request.toString(), PATIENCE);
      if (json) {
        out().println(Gateway.pretty(answer));
      } else {
        show.accept(answer);
      }
      return Exit.DONE;
    }
  }

  private static ObjectNode request(String op, String pid) {
    ObjectNode request = JsonNodeFactory.instance.objectNode().put("op", op);
    return pid == null ? request : request.put("pid", pid);
  }

  private void print(JsonNode configuration, boolean doc) {
    out()
        .println(
            configuration.path("pid").asText()
                + "  ("
                + configuration.path("title").asText()
                + ")");
    String problem = configuration.path("problem").asText();
    if (!problem.isEmpty()) {
      out().println("  WRONG: " + problem);
    }
    for (JsonNode key : configuration.path("keys")) {
      String value = key.path("value").asText();
      out()
          .printf(
              "  %s = %s%n",
              key.path("key").asText(),
              value.isEmpty() ? key.path("default").asText() + "  (default)" : value);
      if (doc) {
        out()
            .printf(
                "      %s; default '%s'%s. %s%n",
                key.path("type").asText(),
                key.path("default").asText(),
                key.path("choices").isEmpty() ? "" : "; one of " + key.path("choices"),
                key.path("doc").asText());
      }
    }
  }

  private static String value(JsonNode configuration, String key) {
    for (JsonNode k : configuration.path("keys")) {
      if (k.path("key").asText().equals(key)) {
        return k.path("value").asText().isEmpty()
            ? k.path("default").asText()
            : k.path("value").asText();
      }
    }
    throw new IllegalStateException(
        configuration.path("pid").asText() + " has no key '" + key + "'");
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
