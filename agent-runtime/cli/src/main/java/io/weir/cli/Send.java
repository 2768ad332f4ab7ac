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
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "send",
    description = "Sends a command to a plugin or service and shows its answer.",
    footer = {
      "",
      "Example: weir send temp_monitor TempUnitCmd '{\"unit\":\"K\"}'",
      "Ctrl-C cancels it. A long command needs as much --timeout as it takes."
    })
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

  @Option(
      names = "--timeout",
      description = "Seconds the command may take, a long one too (${DEFAULT-VALUE}).")
  private int timeoutSeconds = 10;

  @Option(
      names = "--dry-run",
      description = "Check the service, the command and its arguments, and run nothing.")
  private boolean dryRun;

  @Option(
      names = "--id",
      description =
          "The command's id, to send it again or to cancel it; one is made where none is.")
  private String id = UUID.randomUUID().toString();

  @Option(names = "--json", description = "Print the whole answer as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    checkService(service, spec.commandLine());
    if (timeoutSeconds < 1) {
      throw new ParameterException(
          spec.commandLine(), "--timeout must be at least 1 second, was " + timeoutSeconds);
    }
    byte[] pack = pack().getBytes(StandardCharsets.UTF_8);
    try (Gateway gateway = Gateway.open();
        CancelOnInterrupt interrupt =
            new CancelOnInterrupt(gateway, service, id, spec.commandLine().getErr())) {
      interrupt.arm();
      gateway.subscribe("services." + service + ".progress", this::progress);
      Duration timeout = Duration.ofSeconds(timeoutSeconds);
      Message request =
          Message.of("commands." + service + ".req", pack)
              .withHeader("Weir-Command-Id", id)
              .withHeader("Weir-Deadline", Instant.now().plus(timeout).toString());
      if (dryRun) {
        request = request.withHeader("Weir-Dry-Run", "true");
      }
      JsonNode answer = ask(gateway, request, timeout.plusSeconds(2));
      print(answer, spec.commandLine().getOut());
      return answer.path("status").asText().equals("ok") ? Exit.DONE : Exit.REFUSED;
    }
  }

  private static JsonNode ask(Gateway gateway, Message request, Duration timeout) {
    try {
      return Gateway.outcome(gateway.request(request, timeout));
    } catch (NoService e) {
      return JsonNodeFactory.instance
          .objectNode()
          .put("status", "unknown_service")
          .put("message", e.getMessage());
    }
  }

  static void checkService(String service, CommandLine commandLine) {
    if (!SERVICE.matcher(service).matches()) {
      throw new ParameterException(
          commandLine,
          "a service name is letters, digits, - and _, at most 63, was '" + service + "'");
    }
  }

  /** How far a long command is: to stderr, so that the answer stays alone. */
  private void progress(Message message) {
    JsonNode news = Gateway.parse(message.payload());
    if (news.path("id").asText().equals(id)) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(news.path("percent").asText() + " % " + news.path("message").asText());
      err.flush();
    }
  }

  private String pack() {
    JsonNode given = object(arguments);
    if (given == null) {
      throw new ParameterException(
          spec.commandLine(),
          "the arguments must be a JSON object such as '{\"unit\":\"K\"}', was '"
              + arguments
              + "'");
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

  /** Null if it is none. */
  private static JsonNode object(String text) {
    try {
      JsonNode json = Gateway.parse(text.getBytes(StandardCharsets.UTF_8));
      return json.isObject() ? json : null;
    } catch (IllegalStateException e) {
      return null;
    }
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
