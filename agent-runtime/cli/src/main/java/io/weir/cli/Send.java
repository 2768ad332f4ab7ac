package io.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.weir.broker.Message;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "send",
    description = "Sends a command to a plugin or service and shows its answer.",
    footer = {"", "Example: weir send temp_monitor TempUnitCmd '{\"unit\":\"K\"}'"})
final class Send implements Callable<Integer> {
  // bus.md: anything else is refused before it can become part of a subject
  private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");
  @Spec private CommandSpec spec;

  @Parameters(index = "0", description = "The service's name, as weir plugins shows it.")
  private String service;

  @Parameters(index = "1", description = "The command's name.")
  private String command;

  @Parameters(
      index = "2",
      arity = "0..1",
      defaultValue = "{}",
      description = "Its arguments, a JSON object.")
  private String arguments;

  @Option(names = "--timeout", description = "Seconds to wait for the answer (${DEFAULT-VALUE}).")
  private int timeoutSeconds = 10;

  @Option(names = "--json", description = "Print the whole answer as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    if (!SERVICE.matcher(service).matches()) {
      throw new ParameterException(
          spec.commandLine(),
          "a service name is letters, digits, - and _, at most 63, was '" + service + "'");
    }
    try (Gateway gateway = Gateway.open()) {
      Duration timeout = Duration.ofSeconds(timeoutSeconds);
      Message request =
          Message.of("commands." + service + ".req", pack().getBytes(StandardCharsets.UTF_8))
              .withHeader("Weir-Command-Id", UUID.randomUUID().toString())
              .withHeader("Weir-Deadline", Instant.now().plus(timeout).toString());
      JsonNode pack = Gateway.parse(gateway.request(request, timeout.plusSeconds(2)).payload());
      JsonNode answer =
          Gateway.parse(pack.path(0).path("vs").asText("{}").getBytes(StandardCharsets.UTF_8));
      print(answer, spec.commandLine().getOut());
      return answer.path("status").asText().equals("ok") ? Exit.DONE : Exit.REFUSED;
    }
  }

  private String pack() {
    JsonNode given = Gateway.parse(arguments.getBytes(StandardCharsets.UTF_8));
    if (!given.isObject()) {
      throw new ParameterException(
          spec.commandLine(),
          "the arguments are a JSON object such as '{\"unit\":\"K\"}', was '" + arguments + "'");
    }
    return JsonNodeFactory.instance
        .arrayNode()
        .add(
            JsonNodeFactory.instance
                .objectNode()
                .put("bn", "")
                .put("t", System.currentTimeMillis() / 1000.0)
                .put("n", command)
                .put("vs", given.toString()))
        .toString();
  }

  private void print(JsonNode answer, PrintWriter out) {
    if (json) {
      out.println(Gateway.pretty(answer));
      return;
    }
    String message = answer.path("message").asText();
    out.println(answer.path("status").asText() + (message.isEmpty() ? "" : ": " + message));
    if (answer.hasNonNull("result")) {
      out.println(Gateway.pretty(answer.path("result")));
    }
  }
}
