package io.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weir.broker.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "pub",
    description = "Publishes one reading, as a local program would.",
    footer = {"", "Example: weir pub tank:level 71.5 --unit %%"})
final class Pub implements Callable<Integer> {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9:./_-]*");
  @Spec private CommandSpec spec;

  @Parameters(index = "0", description = "The metric's name, for example tank:level.")
  private String name;

  @Parameters(index = "1", description = "A number, true, false, or text.")
  private String value;

  @Option(names = "--unit", description = "Its unit.")
  private String unit = "";

  @Option(names = "--alert", description = "Publish it as an alert, ahead of everything.")
  private boolean alert;

  @Override
  public Integer call() {
    if (!NAME.matcher(name).matches()) {
      throw new ParameterException(
          spec.commandLine(),
          "a name is letters, digits and - : . / _ and begins with a letter or digit (RFC 8428"
              + " s4.5.1), was '"
              + name
              + "'");
    }
    byte[] pack =
        pack(name, unit, value, System.currentTimeMillis()).getBytes(StandardCharsets.UTF_8);
    try (Gateway gateway = Gateway.open()) {
      // a request, because the broker's answer is the proof that the stream has it
      Message answer =
          gateway.request(
              Message.of(alert ? "events.alert" : "events.data", pack), Duration.ofSeconds(5));
      JsonNode stored = Gateway.parse(answer.payload());
      if (stored.has("error")) {
        throw new IllegalStateException(
            "the broker refused it: " + stored.path("error").path("description").asText());
      }
      spec.commandLine()
          .getOut()
          .println("published, number " + stored.path("seq").asLong() + " of the stream");
      return Exit.DONE;
    }
  }

  static String pack(String name, String unit, String value, long nowMillis) {
    ObjectNode record =
        JsonNodeFactory.instance.objectNode().put("n", name).put("t", nowMillis / 1000.0);
    if (!unit.isEmpty()) {
      record.put("u", unit);
    }
    if (value.matches("true|false")) {
      record.put("vb", Boolean.parseBoolean(value));
    } else if (value.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?")) {
      record.put("v", new java.math.BigDecimal(value));
    } else {
      record.put("vs", value);
    }
    return "[" + record + "]";
  }
}
