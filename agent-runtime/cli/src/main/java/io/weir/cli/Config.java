package io.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "config",
    description = "The configuration of the agent and its plugins.",
    footer = {"", "Example: weir config set io.weir.host heartbeat.ms=10000"})
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
            print(configuration, doc ? Shown.DOC : Shown.ALL, Set.of());
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
        json && key == null,
        answer -> {
          if (key == null) {
            print(answer, Shown.ONE, Set.of());
          } else {
            out().println(json ? Gateway.pretty(key(answer, key)) : value(key(answer, key)));
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
    return ask(request, json, answer -> print(answer, Shown.SET, values.keySet()));
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
          print(answer, Shown.SET, Set.of());
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

  /** What of a configuration is shown. */
  private enum Shown {
    DOC,
    ALL,
    /** With what it means, and without the limits that are the host's for all. */
    ONE,
    /** What was set in it, and what is named. */
    SET
  }

  private void print(JsonNode configuration, Shown shown, Set<String> named) {
    String title = configuration.path("title").asText();
    out().println(configuration.path("pid").asText() + "  (" + title + ")");
    String problem = configuration.path("problem").asText();
    if (!problem.isEmpty()) {
      out().println("  WRONG: " + problem);
    }
    boolean limits = false;
    boolean any = false;
    for (JsonNode key : configuration.path("keys")) {
      String name = key.path("key").asText();
      boolean set = !key.path("value").asText().isEmpty();
      boolean limit = name.startsWith("budget.") && (shown == Shown.ALL || shown == Shown.ONE);
      if (!set && !named.contains(name) && (shown == Shown.SET || limit)) {
        limits |= limit;
        continue;
      }
      any = true;
      out().printf("  %s = %s%s%n", name, value(key), set ? "" : "  (default)");
      if (shown == Shown.DOC || shown == Shown.ONE) {
        out()
            .printf(
                "      %s%s%s%s%n",
                key.path("type").asText(),
                key.path("default").asText().isEmpty()
                    ? ""
                    : "; default " + key.path("default").asText(),
                key.path("choices").isEmpty() ? "" : "; one of " + key.path("choices"),
                key.path("doc").asText().isEmpty() ? "" : ". " + key.path("doc").asText());
      }
    }
    if (!any) {
      out().println("  nothing is set: every key has its default");
    }
    if (limits) {
      out().println("  and budget.*, its own limits: 'weir config list --doc'");
    }
  }

  private static JsonNode key(JsonNode configuration, String name) {
    List<String> names = new ArrayList<>();
    for (JsonNode key : configuration.path("keys")) {
      if (key.path("key").asText().equals(name)) {
        return key;
      }
      names.add(key.path("key").asText());
    }
    throw new IllegalStateException(
        configuration.path("pid").asText() + " has no key '" + name + "'; it has " + names);
  }

  private static String value(JsonNode key) {
    String value = key.path("value").asText();
    return value.isEmpty() ? key.path("default").asText() : value;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
