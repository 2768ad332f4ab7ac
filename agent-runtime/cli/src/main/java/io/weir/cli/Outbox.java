package io.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

@Command(name = "outbox", description = "What waits for the cloud, and what was given up.")
final class Outbox extends Query {
  @Override
  protected JsonNode read(Gateway gateway) {
    return gateway.ask("agent.outbox");
  }

  @Override
  protected void print(JsonNode o, PrintWriter out) {
    Table table = new Table("LANE", ">RECORDS", ">SEGMENTS", ">BYTES");
    o.path("waiting")
        .properties()
        .forEach(
            lane ->
                table.row(
                    lane.getKey().toLowerCase(java.util.Locale.ROOT),
                    Words.count(lane.getValue().path("records").asLong()),
                    Words.count(lane.getValue().path("entries").asLong()),
                    Words.bytes(lane.getValue().path("bytes").asLong())));
    table.print(out);
    Table clouds = new Table("CLOUD", "STATE", ">WAITING", ">IN FLIGHT", ">SENT");
    o.path("links")
        .forEach(
            link ->
                clouds.row(
                    link.path("name").asText(),
                    link.path("state").asText().toLowerCase(java.util.Locale.ROOT),
                    Words.count(link.path("waiting").path("records").asLong(), "record"),
                    Words.count(link.path("inFlight").asLong(), "segment"),
                    Words.bytes(link.path("sentBytes").asLong())));
    clouds.print(out);
    out.printf(
        "on disk %s of %s, free space %s%n",
        Words.bytes(o.path("diskBytes").asLong()),
        Words.bytes(o.path("limitBytes").asLong()),
        Words.bytes(o.path("freeBytes").asLong()));
    out.printf(
        "evicted %s, refused %s, dead letters %s%n",
        Words.count(o.path("evicted").asLong()),
        Words.count(o.path("refused").asLong()),
        Words.count(o.path("dead").asLong()));
    if (!o.path("health").asText().isEmpty()) {
      out.println("health: " + o.path("health").asText());
    }
  }
}
