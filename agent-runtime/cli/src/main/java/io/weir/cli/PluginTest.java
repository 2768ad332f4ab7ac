package io.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.broker.Message;
import io.weir.cli.dev.Bench;
import io.weir.cli.dev.Workshop;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.osgi.framework.Bundle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "test",
    description =
        "Runs a bundle in a throw-away framework and prints its SenML; needs no agent and no broker.",
    footer = {"", "Example: weir plugin test target/pump-1.0.0.jar --once"})
final class PluginTest implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "JAR", description = "The bundle; it need not be signed.")
  private Path jar;

  @Option(names = "--once", description = "End after the first pack; else until Ctrl-C.")
  private boolean once;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long the first pack may take (${DEFAULT-VALUE}).")
  private double timeout = 10;

  @Option(
      names = "--conf",
      paramLabel = "FOLDER",
      description = "Configuration as on a gateway: a PID.cfg for each.")
  private Path configuration;

  @Option(
      names = "--json",
      description = "Print one object: service, state, reason, and the records of the first pack.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!Files.isReadable(jar)) {
      throw new ParameterException(spec.commandLine(), "cannot read " + jar);
    }
    ObjectNode result = JsonNodeFactory.instance.objectNode().put("ok", false);
    try (Bench bench = Bench.open(Workshop.here(), configuration)) {
      listen(bench, bench.put(jar), result);
    } catch (IllegalStateException e) {
      result.put("reason", e.getMessage());
    }
    boolean well = result.path("ok").asBoolean();
    if (json) {
      spec.commandLine().getOut().println(Gateway.pretty(result));
    } else if (!well) {
      throw new IllegalStateException(jar.getFileName() + ": " + result.path("reason").asText());
    }
    return well ? Exit.DONE : Exit.REFUSED;
  }

  private void listen(Bench bench, Bundle bundle, ObjectNode result) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    long end = System.nanoTime() + (long) (timeout * 1e9);
    while (true) {
      boolean heard = result.path("ok").asBoolean();
      long left = heard ? Duration.ofHours(1).toNanos() : end - System.nanoTime();
      Message said = bench.next(Duration.ofNanos(Math.max(0, left)));
      if (said == null && !heard) {
        result.put("reason", Bench.silence(bundle) + " within " + timeout + " s");
        return;
      }
      if (said != null && said.subject().endsWith(".heartbeat")) {
        if (failed(Gateway.parse(said.payload()), result)) {
          return;
        }
      } else if (said != null && said.subject().matches("events\\.(data|alert)")) {
        result.put("ok", true);
        if (json) {
          result.set("records", Gateway.parse(said.payload()));
        } else {
          out.println(new String(said.payload(), StandardCharsets.UTF_8));
          out.flush();
        }
        if (once || json) {
          return;
        }
      }
    }
  }

  /** Takes over what the plugin's host says of it; whether that is the end of it. */
  private static boolean failed(JsonNode heartbeat, ObjectNode result) {
    String state = heartbeat.path("state").asText();
    result.set("service", heartbeat.path("service"));
    result.put("state", state);
    if (state.matches("FAILED|QUARANTINED|STUCK")) {
      result.put("ok", false);
      result.put(
          "reason",
          heartbeat.path("service").asText()
              + " is "
              + state
              + ": "
              + heartbeat.path("reason").asText());
      return true;
    }
    return false;
  }
}
