package io.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Command;

@Command(
    name = "plugins",
    description = "The plugins and services of this gateway, and how they do.")
final class Plugins extends Query {
  @Override
  protected JsonNode read(Gateway gateway) {
    return gateway.ask("agent.plugins");
  }

  @Override
  protected void print(JsonNode answer, PrintWriter out) {
    Table table = new Table("SERVICE", "STATE", "VERSION", ">READINGS", ">ERRORS", ">UP", "REASON");
    for (JsonNode p : answer.path("plugins")) {
      table.row(
          p.path("service").asText(),
          p.path("state").asText(),
          p.path("version").asText(),
          Words.count(p.path("readings").asLong()),
          Words.count(p.path("errors").asLong()),
          Words.time(Duration.ofMillis(p.path("uptimeMs").asLong())),
          reason(p));
    }
    table.print(out);
  }

  /** Why it is not well; for one in a process of its own that is well, which process. */
  private static String reason(JsonNode plugin) {
    String reason = plugin.path("reason").asText();
    JsonNode process = plugin.path("process");
    return reason.isEmpty() && process.hasNonNull("pid")
        ? "process " + process.path("pid") + ", " + process.path("residentMb") + " MB"
        : reason;
  }
}
