package io.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.weir.broker.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "cancel",
    description =
        "Cancels a command: one that waits is not run, a long one that runs is told to end.")
final class Cancel implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", description = "The service's name.")
  private String service;

  @Parameters(index = "1", description = "The command's id.")
  private String id;

  @Override
  public Integer call() {
    Send.checkService(service, spec.commandLine());
    try (Gateway gateway = Gateway.open()) {
      Message request =
          Message.of("services." + service + ".cancel", id.getBytes(StandardCharsets.UTF_8));
      JsonNode answer = Gateway.parse(gateway.request(request, Duration.ofSeconds(5)).payload());
      boolean found = answer.path("cancelled").asBoolean();
      spec.commandLine()
          .getOut()
          .println(found ? "it is told to end" : "no command " + id + " waits or runs");
      return found ? Exit.DONE : Exit.REFUSED;
    }
  }
}
