package io.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.broker.Message;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "deploy",
    description =
        "Deploys a plugin while everything else runs, and waits until it is kept or rolled back.",
    footer = {
      "",
      "Examples: weir deploy acme-pump-1.2.0.jar",
      "          weir deploy --remove acme-pump",
      "          weir deploy --list"
    })
final class Deploy implements Callable<Integer> {
  // the health window is 60 s by default, and the deployments before this one take their time too
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", description = "The signed jar.")
  private Path jar;

  @Option(names = "--remove", paramLabel = "PLUGIN", description = "Take this plugin off.")
  private String remove;

  @Option(
      names = "--list",
      description = "Show what was deployed, and what was refused in the drop folder.")
  private boolean list;

  @Option(names = "--downgrade", description = "Allow an older version than the one that stands.")
  private boolean downgrade;

  @Option(names = "--json", description = "Print JSON for a program to read.")
  private boolean json;

  @Override
  public Integer call() {
    ObjectNode request = request();
    PrintWriter out = spec.commandLine().getOut();
    try (Gateway gateway = Gateway.open();
        var progress = gateway.subscribe("agent.deploy.progress", m -> tell(m, out))) {
      Message question =
          Message.of("agent.deploy", request.toString().getBytes(StandardCharsets.UTF_8));
      JsonNode answer = Gateway.parse(gateway.request(question, PATIENCE).payload());
      if (answer.hasNonNull("error")) {
        throw new IllegalStateException(answer.path("error").asText());
      }
      if (json) {
        out.println(Gateway.pretty(answer));
      } else if (list) {
        print(answer, out);
      } else {
        out.println(
            answer.path("plugin").asText() + ": " + answer.path("outcome").asText("nothing to do"));
      }
      return answer.path("outcome").asText().contains("rolled back") ? Exit.REFUSED : Exit.DONE;
    }
  }

  private ObjectNode request() {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    if (list) {
      return request.put("op", "list");
    }
    if (remove != null) {
      return request.put("op", "remove").put("plugin", remove);
    }
    if (jar == null || !Files.isReadable(jar)) {
      throw new ParameterException(
          spec.commandLine(),
          jar == null ? "name a jar, --remove PLUGIN or --list" : "cannot read " + jar);
    }
    return request
        .put("op", "deploy")
        .put("path", jar.toAbsolutePath().toString())
        .put("downgrade", downgrade);
  }

  private void tell(Message message, PrintWriter out) {
    if (!json) {
      JsonNode plugin = Gateway.parse(message.payload());
      out.println(line(plugin));
      out.flush();
    }
  }

  /** One line a step; on the way through a step one a second, as the deployer tells it. */
  static String line(JsonNode told) {
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "%4d %%  ", told.path("percent").asInt()));
    for (String part : List.of("plugin", "candidateVersion")) {
      String text = told.path(part).asText();
      line.append(text).append(text.isEmpty() ? "" : " ");
    }
    line.append(told.path("phase").asText().toLowerCase(Locale.ROOT).replace('_', ' '));
    long bytes = told.path("bytes").asLong();
    long total = told.path("totalBytes").asLong();
    if (bytes > 0 && bytes < total) {
      line.append(", ").append(bytes).append(" of ").append(total).append(" bytes");
    } else if (bytes > 0) {
      line.append(", ").append(bytes).append(" bytes");
    }
    double left = told.path("secondsLeft").asDouble();
    if (left > 0) {
      line.append(String.format(Locale.ROOT, ", at most %.0f s left", left));
    }
    return line.toString();
  }

  private static void print(JsonNode answer, PrintWriter out) {
    Table table = new Table("PLUGIN", "VERSION", "PHASE", "SOURCE", "LAST OUTCOME");
    for (JsonNode p : answer.path("plugins")) {
      table.row(
          p.path("plugin").asText(),
          p.path("currentVersion").asText(),
          p.path("phase").asText().toLowerCase(Locale.ROOT),
          p.path("source").asText(),
          p.path("outcome").asText());
    }
    table.print(out);
    answer
        .path("refused")
        .properties()
        .forEach(r -> out.println("refused: " + r.getKey() + ": " + r.getValue().asText()));
  }
}
