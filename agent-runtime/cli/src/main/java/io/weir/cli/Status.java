package io.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Command;

@Command(name = "status", description = "How the agent, its broker and its link to the cloud are.")
final class Status extends Query {
  @Override
  protected JsonNode read(Gateway gateway) {
    return gateway.ask("agent.status");
  }

  @Override
  protected void print(JsonNode s, PrintWriter out) {
    out.printf(
        "%s, Weir %s, up %s%n",
        s.path("serial").asText(),
        s.path("version").asText(),
        Words.time(Duration.ofMillis(s.path("uptimeMs").asLong())));
    line(
        out,
        "broker",
        s.path("broker").path("connected").asBoolean() ? "connected" : "NOT connected",
        s.path("broker").path("detail").asText());
    for (JsonNode link : s.path("links")) {
      line(
          out,
          link.path("name").asText("cloud"),
          link.path("state").asText().toLowerCase(java.util.Locale.ROOT),
          String.join(
              " ",
              link.path("url").asText(),
              link.path("detail").asText(),
              link.path("note").asText()));
    }
    line(
        out,
        "waiting",
        Words.count(s.path("backlog").path("records").asLong(), "record"),
        "oldest " + Words.time(Duration.ofSeconds(s.path("backlog").path("ageSeconds").asLong())));
    String health = s.path("health").asText();
    line(out, "health", health.isEmpty() ? "well" : health, "");
  }

  private static void line(PrintWriter out, String what, String state, String detail) {
    out.printf("  %-8s %s%s%n", what, state, detail.isBlank() ? "" : "  (" + detail.strip() + ")");
  }
}
