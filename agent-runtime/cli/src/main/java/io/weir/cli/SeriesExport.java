package io.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.cli.series.FleetPoints;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "export",
    description =
        "Writes a series to a file that can be imported again: from this gateway's own history, or"
            + " from the fleet.",
    footer = {
      "",
      "Examples: weir series export cpu:total --from 2h --out cpu.csv",
      "          weir series export cpu:total --fleet http://HOST:8080 --device SERIAL"
    })
final class SeriesExport implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "The series.")
  private String name;

  @Option(names = "--from", paramLabel = "TIME", description = Moment.FORMS + "; else an hour ago.")
  private Moment from;

  @Option(names = "--to", paramLabel = "TIME", description = "The same; else now.")
  private Moment to;

  @Option(names = "--out", description = "The file (standard output).")
  private Path file;

  @Option(names = "--json", description = "An object a line; else CSV.")
  private boolean json;

  @Option(names = "--fleet", paramLabel = "URL", description = "Read from the cloud.")
  private String fleet;

  @Option(names = "--device", paramLabel = "SERIAL", description = "Which gateway's, in the cloud.")
  private String device;

  @Option(
      names = "--token",
      description = "Of 'weir-fleet token new' (environment WEIR_FLEET_TOKEN).",
      defaultValue = "${env:WEIR_FLEET_TOKEN}")
  private String token;

  private PrintWriter out;
  private long count;
  private boolean headed;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (fleet != null && (device == null || token == null)) {
      throw new ParameterException(
          spec.commandLine(), "--fleet needs --device, and --token or WEIR_FLEET_TOKEN");
    }
    out =
        file == null
            ? spec.commandLine().getOut()
            : new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
    try {
      if (fleet == null) {
        fromHistory();
      } else {
        new FleetPoints(fleet, device, token)
            .read(
                name,
                seconds(from, Instant.now().minusSeconds(3_600)),
                seconds(to, Instant.now().plusSeconds(1)),
                (unit, time, value) -> put(unit, time, value, "good"));
      }
      head();
    } catch (ConnectException | HttpTimeoutException e) {
      throw new Unreachable(
          "the fleet at " + fleet + " cannot be reached", "check the address and the network", e);
    } finally {
      out.flush();
      if (file != null) {
        out.close();
      }
    }
    if (file != null && out.checkError()) {
      throw new IllegalStateException("not all of it could be written to " + file);
    }
    spec.commandLine().getErr().println(Words.count(count, "point") + " of " + name);
    spec.commandLine().getErr().flush();
    return Exit.DONE;
  }

  private void fromHistory() {
    ObjectNode request = History.range(from, to, spec.commandLine()).put("name", name);
    try (Gateway gateway = Gateway.open()) {
      JsonNode page;
      do {
        page = gateway.ask("agent.history", request.toString());
        for (JsonNode record : page.path("records")) {
          put(
              record.path("unit").asText(),
              record.path("time").asDouble(),
              record.path(record.has("value") ? "value" : "sum"),
              record.path("quality").asText("good"));
        }
        request.put("after", page.path("next").asLong());
      } while (page.hasNonNull("next") && !out.checkError());
    }
  }

  /** Above the first point, or alone where there is none. */
  private void head() {
    if (!json && !headed) {
      out.println("time,type,value,quality,name,unit");
    }
    headed = true;
  }

  private void put(String unit, double time, JsonNode value, String quality) {
    long micros = Math.round(time * 1e6);
    String mtime =
        Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000) * 1_000L)
            .toString();
    head();
    count++;
    if (json) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      object.put("name", name).put("time", mtime).set("value", value);
      out.println(object.put("unit", unit).put("quality", quality));
      return;
    }
    String type = value.isNumber() ? "num" : value.isBoolean() ? "bool" : "text";
    out.println(
        String.join(",", mtime, type, quoted(value.asText()), quality, quoted(name), quoted(unit)));
  }

  private static String quoted(String field) {
    boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? field : "\"" + field.replace("\"", "\"\"") + "\"";
  }

  private static double seconds(Moment time, Instant preset) {
    return (time == null ? new Moment(preset) : time).seconds();
  }
}
